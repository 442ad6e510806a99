// The components of the look, as a script draws them: the same classes and the same ties between label, hint and control
// as templates/ashilms/_forms.html and _notices.html.

export function h(tag, about = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(about ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const made = document.querySelector(`template[data-al-icon="${name}"]`);
  return made ? made.content.cloneNode(true) : "";
}

const CALLS = { safe: "circle-check", caution: "triangle-alert", never: "octagon-x", note: "info" };
export const call = (kind, title, ...body) =>
  h("div", { class: `al-call al-call--${kind}` }, icon(CALLS[kind]), h("strong", {}, title), ...body.map((one) => (typeof one === "string" ? h("p", {}, one) : one)));

const TAGS = { safe: "check", caution: "triangle-alert", never: "octagon-alert", dye: "info" };
export const tag = (kind, text) => h("span", { class: `al-tag${kind ? ` al-tag--${kind}` : ""}` }, kind ? icon(TAGS[kind]) : null, ` ${text}`);

export const button = (text, act, { kind = "", name = "", block = false, ...about } = {}) =>
  h("button", { type: "button", class: `al-btn${kind ? ` al-btn--${kind}` : ""}${block ? " al-btn--block" : ""}`, onclick: act, ...about },
    name === "arrow-right" ? null : icon(name), `${name && name !== "arrow-right" ? " " : ""}${text}${name === "arrow-right" ? " " : ""}`, name === "arrow-right" ? icon(name) : null);

export const title = (over, text, ...rest) => h("div", { class: "al-title" }, over ? h("p", { class: "al-over" }, over) : null, h("h1", { tabindex: "-1" }, text), ...rest);

const describers = (id, hint) => (hint ? `${id}-hint` : null);
const hintLine = (id, hint) => (hint ? h("p", { class: "al-hint", id: `${id}-hint` }, hint) : null);

// Say what is wrong with a field, or with nothing that it is right.
export function tell(id, sentence) {
  document.getElementById(`${id}-error`)?.remove();
  const control = document.getElementById(id);
  const box = control?.closest(".al-field");
  box?.classList.toggle("al-field--wrong", Boolean(sentence));
  const input = control?.matches("fieldset") ? control.querySelector("input") : control;
  if (!sentence || !box) return;
  box.append(h("p", { class: "al-wrong", id: `${id}-error`, role: "alert" }, icon("octagon-alert"), h("span", {}, ` ${sentence}`)));
  input?.focus({ preventScroll: true });
  box.scrollIntoView({ block: "center" }); // clear of what sticks to the edge
}

// `live`: told at every stroke, so that nothing is lost with the page; else once it is filled in.
export function field(id, label, { value = "", hint = "", type = "text", area = false, live = area, act, ...about }) {
  const common = { id, class: "al-in", "aria-describedby": describers(id, hint), [live ? "oninput" : "onchange"]: (event) => act(event.target.value), ...about };
  const control = area ? h("textarea", { rows: 6, ...common }, value) : h("input", { type, value, ...common });
  return h("div", { class: "al-field" }, h("label", { for: id }, label), control, hintLine(id, hint));
}

export function select(id, label, options, { value, hint = "", act }) {
  const choices = [{ id: "", text: "Choose…" }, ...options];
  const control = h("select", { id, class: "al-in", "aria-describedby": describers(id, hint), onchange: (event) => act(event.target.value) },
    choices.map((one) => h("option", { value: one.id, selected: String(one.id) === String(value ?? "") }, one.text)));
  return h("div", { class: "al-field" }, h("label", { for: id }, label), control, hintLine(id, hint));
}

function group(id, legend, hint, ...inside) {
  return h("fieldset", { class: "al-field", id, "aria-describedby": describers(id, hint) }, h("legend", { class: "al-legend" }, legend), hintLine(id, hint), ...inside);
}

export function segments(id, legend, options, { value, hint = "", ten = false, act }) {
  const radio = (one) => h("label", {}, h("input", { type: "radio", name: id, value: one.id, checked: String(one.id) === String(value), onchange: () => act(one.id) }), one.text);
  return group(id, legend, hint, h("div", { class: `al-seg${ten ? " al-seg--ten" : ""}` }, options.map(radio)));
}

function card(id, one, type, checked, act) {
  const dot = h("span", { class: `al-choice__dot${type === "checkbox" ? " al-choice__dot--box" : ""}` });
  return h("label", { class: "al-choice" }, h("input", { type, name: id, value: one.id, checked, onchange: act }), dot, h("span", {}, one.text));
}

// Boxes of which several may be ticked; one that stands alone takes the others back.
export function boxes(id, legend, options, { value = [], hint = "", two = false, act }) {
  const read = (changed) => {
    const inputs = [...changed.closest(".al-choices").querySelectorAll("input")];
    const alone = (input) => options.find((one) => String(one.id) === input.value).alone;
    if (changed.checked) for (const other of inputs) if (other !== changed && (alone(changed) || alone(other))) other.checked = false;
    act(inputs.filter((input) => input.checked).map((input) => input.value));
  };
  const cards = options.map((one) => card(id, one, "checkbox", value.includes(one.id), (event) => read(event.target)));
  return group(id, legend, hint, h("div", { class: `al-choices${two ? " al-choices--two" : ""}` }, cards));
}

export function radios(id, legend, options, { value, hint = "", act }) {
  const cards = options.map((one) => card(id, one, "radio", one.id === value, () => act(one.id)));
  return group(id, legend, hint, h("div", { class: "al-choices" }, cards));
}
