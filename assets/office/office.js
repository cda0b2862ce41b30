// The pages work without this. It shows again what is marked with data-refresh (seconds), unless
// somebody has chosen something in it or the page is not looked at, and keeps what has the focus.
"use strict";
for (const part of document.querySelectorAll("[data-refresh]")) {
  const seconds = Number(part.dataset.refresh);
  const turn = async () => {
    const is_used = part.querySelector("input:checked, details[open]") || part.contains(document.activeElement);
    if (!document.hidden && !is_used) {
      try {
        const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(part.id);
        if (answer.ok && fresh) part.replaceChildren(...fresh.childNodes);
      } catch {
        // The next turn tries again; what is shown has the time of each scan in it.
      }
    }
    setTimeout(turn, seconds * 1000);
  };
  setTimeout(turn, seconds * 1000);
}
