// What questions share that are answered on a drawing: points that are set, dragged and moved by keys, written into the
// form's fields and said in a live line. It decides nothing: the server grades, and the lists beside it say the same.
(() => {
  "use strict";
  const pad = document.querySelector("[data-al-stage]");
  if (!pad) return;
  const root = pad.closest("[data-al-mapped]");
  const data = JSON.parse(root.dataset.alMapped);
  const stage = pad.querySelector("figure");
  const own = data.frame ? document.querySelector(".al-figure:not(.al-foot-stage) svg") : stage.querySelector("svg.al-bm");
  if (!own) return;
  if (data.frame) { const figure = own.closest("figure"); stage.prepend(own); figure.remove(); }
  pad.hidden = false;

  const field = (name) => root.querySelector(`[name="answer-p${name}"]`);
  const names = data.points;
  let target = names[0], layer = null, draw = () => {}, told = () => "", saving = 0;

  // Tenths of the drawing's own unit, from the midline and the crown: whole numbers, whatever the size of the screen.
  const [left, top] = data.origin;
  function unitsOf(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(own.getScreenCTM().inverse());
    return [Math.round((at.x - left) * 10), Math.round((at.y - top) * 10)];
  }
  const drawn = ([x, y]) => [left + x / 10, top + y / 10];
  function point(name) {
    const [x, y] = [field(`${name}x`).value, field(`${name}y`).value];
    return field(name).value === "map" && x !== "" && y !== "" ? [Number(x), Number(y)] : null;
  }
  const clamp = (value, [least, most]) => Math.min(most, Math.max(least, value));
  function put(name, at) {
    const list = field(name), offered = list.querySelector('option[value="map"]');
    offered.hidden = false;
    list.value = at ? "map" : "";
    field(`${name}x`).value = at ? clamp(at[0], data.bounds[0]) : "";
    field(`${name}y`).value = at ? clamp(at[1], data.bounds[1]) : "";
    changed(list);
  }
  function show() {
    layer.replaceChildren();
    draw();
    pad.querySelector("[data-al-said-place]").textContent = told();
  }
  // A key that is held down sends many changes; the last of them is saved.
  function changed(control) {
    show();
    control.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(saving);
    saving = setTimeout(() => control.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "map" })), 300);
  }
  function move(dx, dy) {
    const here = point(target) ?? null;
    put(target, here ? [here[0] + dx, here[1] + dy] : data.start);
  }

  let grip = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.closest("svg")) return;
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    const at = unitsOf(event), here = point(target);
    const near = here && Math.hypot(at[0] - here[0], at[1] - here[1]) < data.reach;
    grip = near ? [here[0] - at[0], here[1] - at[1]] : [0, 0];
    if (!near) put(target, at);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const at = unitsOf(event);
    put(target, [at[0] + grip[0], at[1] + grip[1]]);
  });
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => { grip = null; });

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.addEventListener("keydown", (event) => {
    const way = arrows[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey ? 5 : 50;
    move(way[0] * step, way[1] * step);
  });
  pad.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.alMove) move(...arrows[button.dataset.alMove].map((way) => way * 20));
    if (button.dataset.alView) view(button.dataset.alView);
    if (button.dataset.alPoint) aim(button.dataset.alPoint);
    if ("alClear" in button.dataset) names.forEach((name) => { if (point(name)) put(name, null); });
  });
  function press(sort, chosen) {
    pad.querySelectorAll(`[data-al-${sort}]`).forEach((one) => {
      one.setAttribute("aria-pressed", String(one.getAttribute(`data-al-${sort}`) === chosen));
    });
  }
  function view(name) { own.setAttribute("viewBox", data.views[name].join(" ")); press("view", name); }
  function aim(name) { target = name; press("point", name); show(); }

  // Whoever chooses from the list takes the point off the drawing: the answer is said once.
  root.addEventListener("change", (event) => {
    if (event.detail === "map") return;
    const name = names.find((one) => event.target === field(one));
    if (name && event.target.value !== "map") { field(`${name}x`).value = field(`${name}y`).value = ""; }
    show();
  });

  globalThis.AshiMapped = {
    root, data, stage, field, point, put, drawn, changed, own,
    words([x, y]) {
      if (!data.levels.length) return `${x / 10} across, ${y / 10} down`;
      const level = data.levels.filter(([from]) => from <= y).pop()[1];
      const across = x ? `${(Math.abs(x) * 0.017).toFixed(1)} cm ${x > 0 ? "right" : "left"} of the midline` : "on the midline";
      return `${across}, level with ${level}`;
    },
    begin(drawing, telling) {
      layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
      own.append(layer);
      draw = () => drawing(layer);
      told = telling;
      names.forEach((name) => { if (field(name).value === "map") field(name).querySelector('option[value="map"]').hidden = false; });
      show();
    },
  };
})();
