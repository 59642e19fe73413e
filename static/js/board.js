// The pipeline board: dragging a card is the same POST as pressing its button. Needs Sortable; loaded by board pages.
(() => {
  const putBack = (card, from, index) => from.insertBefore(card, from.children[index] ?? null);

  const recount = (board) => {
    for (const column of board.querySelectorAll(".board-column")) {
      column.querySelector("[data-tally]").textContent = column.querySelectorAll(".board-card").length;
    }
  };

  const move = (board, { item: card, from, to, oldDraggableIndex }) => {
    if (from === to) return;
    const state = to.dataset.state;
    const back = () => {
      putBack(card, from, oldDraggableIndex);
      recount(board);
    };
    if (!(card.dataset.moves ?? "").split(" ").includes(state)) {
      back();
      window.showToast(board.dataset.refused, "warn");
      return;
    }
    if (to.dataset.askDialog) {
      // A rejection or an offer asks first: the card goes back, the dialog's form does the move.
      back();
      window.openDialog(to.dataset.askDialog, card.dataset.moveUrl, { to: state });
      return;
    }
    recount(board);
    const settled = (event) => {
      if (event.detail.elt !== card) return;
      card.removeEventListener("htmx:afterRequest", settled);
      if (!event.detail.successful) back();
    };
    card.addEventListener("htmx:afterRequest", settled);
    window.htmx.ajax("POST", card.dataset.moveUrl, { source: card, target: card, swap: "none", values: { to: state } });
  };

  for (const board of document.querySelectorAll("[data-board]")) {
    for (const list of board.querySelectorAll(".board-cards")) {
      window.Sortable.create(list, {
        group: "board",
        draggable: ".board-card",
        handle: ".grip",
        animation: 150,
        ghostClass: "board-ghost",
        sort: false,
        onEnd: (event) => move(board, event),
      });
    }
  }
})();
