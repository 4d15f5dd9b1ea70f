// Fills in the sign-in form with a demonstration account.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-login]");
  if (!button) return;
  const form = document.querySelector(".fs-form");
  form.elements.login.value = button.dataset.login;
  form.elements.password.value = button.dataset.password;
  form.querySelector("[type=submit]").focus();
});
