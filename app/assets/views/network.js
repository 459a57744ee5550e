fireside.views.network = (box) => ({ update(options) { box.textContent = 'network'; }, close() {} });
