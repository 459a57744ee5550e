"""The model: members with trust, brands with strategies, and the days they share."""
