// A clock that pictures share: the player moves it, networks and charts follow.
(() => {
  const clocks = {};
  fireside.clock = (name) => (clocks[name] ??= {
    week: 0,
    followers: new Set(),
    set(week) {
      this.week = week;
      for (const follow of this.followers) follow(week);
    },
  });
})();
