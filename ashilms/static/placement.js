// Placing a foot on the body map: draws it, turns it, and says it; mapped.js moves it.
(() => {
  "use strict";
  const map = globalThis.AshiMapped;
  if (!map) return;
  const { root, data, stage, field, point, drawn } = map;
  const sole = root.querySelector("[data-al-sole]");
  const parts = ["heel", "arch", "ball"];
  const svg = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const chosen = (name) => root.querySelector(`[name="answer-p${name}"]:checked`);
  const worth = (name) => chosen(name)?.value ?? "";
  const label = (name) => chosen(name)?.closest("label").textContent.trim() ?? "";
  const turn = () => Number(field("turn").value || 0);

  function foot([x, y], layer) {
    const part = worth("part") || "arch", [ax, ay] = data.anchors[part];
    const mirror = worth("foot") === "left" ? 1 : -1;
    const group = svg("g", { transform: `translate(${x} ${y}) rotate(${180 + turn()}) scale(${mirror} 1) translate(${-ax} ${-ay})` });
    [...sole.children].forEach((child) => group.append(child.cloneNode(true)));
    const loaded = worth("part") ? data.loaded[part] : [];
    group.querySelectorAll(".al-foot__part").forEach((one, at) => {
      one.classList.toggle("al-foot__part--loaded", loaded.includes(parts[at]));
    });
    layer.append(group);
    if (!worth("part")) return;
    const [across, along] = data.peaks[part];
    layer.append(svg("ellipse", {
      class: "al-foot__peak", rx: across / 20, ry: along / 20, transform: `translate(${x} ${y}) rotate(${turn()})`,
    }));
  }
  function draw(layer) {
    const at = point("at"), end = data.points.includes("end") ? point("end") : null;
    if (at) foot(drawn(at), layer);
    if (end) {
      const [x, y] = drawn(end);
      if (at) layer.append(svg("path", { class: "al-foot__go", d: `M${drawn(at).join(" ")}L${x} ${y}` }));
      layer.append(svg("circle", { class: "al-foot__go", cx: x, cy: y, r: 6 }));
    }
    if (at && "travel" in data.ways && data.ways.travel[worth("travel")]) arrow(drawn(at), layer);
  }
  function arrow([x, y], layer) {
    let [dx, dy] = data.ways.travel[worth("travel")];
    if (dx) dx *= x < data.origin[0] ? -1 : 1;
    const [fx, fy] = [x + 42 + (dx < 0 ? 40 : 0), y - dy * 30], [tx, ty] = [fx + dx * 50, fy + dy * 60];
    const tip = dx ? `M${tx - dx * 12} ${ty - 10}L${tx} ${ty}L${tx - dx * 12} ${ty + 10}` : `M${tx - 10} ${ty - dy * 12}L${tx} ${ty}L${tx + 10} ${ty - dy * 12}`;
    layer.append(svg("path", { class: "al-foot__go", d: `M${fx} ${fy}L${tx} ${ty}${tip}` }));
  }
  function said(name) {
    const at = point(name), list = field(name);
    return at ? map.words(at) : list.value && list.value !== "map" ? list.selectedOptions[0].textContent : "";
  }
  function toes() {
    const plain = { 0: "to the head", 90: "to the right", 180: "to the feet", 270: "to the left" };
    return `toes ${plain[turn()] ?? `turned ${turn()}° clockwise from the head`}`;
  }
  function told() {
    const told = [
      label("foot") && `${label("foot")} foot`,
      worth("part") && `${worth("part") === "sole" ? "whole sole" : worth("part")} loaded`,
      said("at"),
      data.points.includes("end") && said("end") && `to ${said("end")}`,
      (point("at") || (data.points.includes("end") && point("end"))) && toes(),
      worth("travel") && `travel: ${label("travel").toLowerCase()}`,
      worth("load") && `load ${worth("load")} of 5`,
    ].filter(Boolean).join(" · ");
    return told ? `${told[0].toUpperCase()}${told.slice(1)}` : "Nothing is placed yet.";
  }
  function turnBy(degrees) {
    field("turn").value = (((turn() + degrees) % 360) + 360) % 360;
    map.changed(field("turn"));
  }
  const letters = { h: "heel", a: "arch", b: "ball", w: "sole" };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase(), step = event.shiftKey ? 1 : 5;
    if (key === "[" || key === "{") turnBy(-step);
    else if (key === "]" || key === "}") turnBy(step);
    else if (letters[key]) root.querySelector(`[name="answer-ppart"][value="${letters[key]}"]`).click();
    else if (/^[1-5]$/.test(key)) root.querySelector(`[name="answer-pload"][value="${key}"]`).click();
    else if (key === "0") {
      field("at").value = "none";
      field("at").dispatchEvent(new Event("change", { bubbles: true }));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-al-turn]");
    if (button) turnBy(Number(button.dataset.alTurn));
  });
  map.begin(draw, told);
})();
