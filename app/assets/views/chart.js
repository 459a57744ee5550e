fireside.views.chart = (box) => ({ update(options) { box.textContent = 'chart'; }, close() {} });
