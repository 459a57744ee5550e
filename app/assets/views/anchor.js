// Goes to the place that the address names ("#memory.half_life"), once the page is there: opens what
// is folded around it, scrolls to it and marks it. options: none; nothing is told.
fireside.views.anchor = () => {
  let marked;
  const go = () => {
    const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let each = place; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    const inside = place.querySelector(":scope > details");
    if (inside) inside.open = true;
    marked?.classList.remove("marked");
    (marked = place).classList.add("marked");
    place.scrollIntoView({ block: "start" });
  };
  window.addEventListener("hashchange", go);
  return {
    update() { requestAnimationFrame(go); },
    close() { window.removeEventListener("hashchange", go); },
  };
};
