// Offers the device's time zone where the stored one is another. The person decides: nothing is changed by itself.
(() => {
  const select = document.querySelector("select[data-time-zone]");
  const offer = document.querySelector("[data-time-zone-offer]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const option = zone && [...(select?.options ?? [])].find((one) => one.value === zone);
  if (!offer || !option || option.selected) return;
  offer.querySelector("[data-zone]").textContent = zone.replaceAll("_", " ");
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    select.value = zone;
    offer.hidden = true;
  });
})();
