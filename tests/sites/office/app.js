"use strict";

for (const link of document.querySelectorAll(".top nav a")) {
  if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
}

const menu = document.querySelector(".menu");
menu.addEventListener("click", () => {
  const open = document.querySelector(".top nav").classList.toggle("open");
  menu.setAttribute("aria-expanded", String(open));
});
