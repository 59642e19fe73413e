// Icons of the sprite, by their Tabler names. `{% icon "name" %}` with any other name fails in the tests.
export const ICONS = `
accessible adjustments alert-circle alert-triangle anchor arrow-back-up arrow-down arrow-left arrow-right arrow-up award
ban bell books brand-wechat brand-whatsapp briefcase building building-community bulb calendar calendar-event certificate
chart-bar check checks chevron-down chevron-left chevron-right chevron-up circle circle-check circle-x clock cloud-upload
coin copy currency-yuan device-floppy device-mobile dots dots-vertical download edit external-link eye eye-off file
file-cv file-text filter filter-off flag flask grip-vertical heart help-circle history home hourglass id id-badge-2 inbox
info-circle key language layout-dashboard layout-kanban link list list-check loader-2 lock lock-open login logout mail
map-pin menu-2 message messages microscope minus mood-empty moon paperclip phone plane-arrival player-pause player-play
plus point-filled qrcode refresh rocket school search send settings share shield-check shield-lock ship sparkles star
star-filled sun table-import target-arrow thumb-down thumb-up trash trophy upload user user-circle user-plus users
wifi-off world x zoom-question
`
  .trim()
  .split(/\s+/);
