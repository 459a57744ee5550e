fireside.views.player = (box) => ({ update(options) { box.textContent = 'player'; }, close() {} });
