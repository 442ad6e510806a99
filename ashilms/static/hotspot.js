// Marking places on a drawing: a cross for each mark; mapped.js moves it.
(() => {
  "use strict";
  const map = globalThis.AshiMapped;
  if (!map) return;
  const { data, field, point, drawn, own } = map;
  const arm = () => own.viewBox.baseVal.width / 32;

  function draw(layer) {
    data.points.map(point).forEach((at, number) => {
      if (!at) return;
      const [x, y] = drawn(at), size = arm();
      const cross = document.createElementNS("http://www.w3.org/2000/svg", "path");
      cross.setAttribute("class", "al-foot__go");
      cross.setAttribute("d", `M${x - size} ${y}h${2 * size}M${x} ${y - size}v${2 * size}`);
      cross.setAttribute("vector-effect", "non-scaling-stroke");
      layer.append(cross);
      if (data.points.length === 1) return;
      const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
      text.setAttribute("x", x + size / 2);
      text.setAttribute("y", y - size / 2);
      text.setAttribute("font-size", size * 1.4);
      text.textContent = number + 1;
      layer.append(text);
    });
  }
  function said(name) {
    const at = point(name), list = field(name);
    return at ? map.words(at) : list.value && list.value !== "map" ? list.selectedOptions[0].textContent : "";
  }
  function told() {
    const found = data.points.map((name, at) => said(name) && `${data.points.length > 1 ? `Place ${at + 1}: ` : ""}${said(name)}`);
    return found.filter(Boolean).join(" · ") || "Nothing is marked yet.";
  }
  map.begin(draw, told);
})();
