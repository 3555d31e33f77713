// A corpus that takes no files has neither.
const drop = element.querySelector(".drop");
const input = element.querySelector("input");
const progress = element.querySelector(".progress");
const bar = progress?.querySelector("progress");
const pane = document.querySelector("#documents");
const most = Number(drop?.dataset.files);
const MOST_NAMED = 5000;
let waiting = [];
let sending = false;
let cancelled = false;
let request = null;

const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

const post = (file, tell) =>
  new Promise((resolve) => {
    const form = new FormData();
    form.append("files", file, file.name);
    request = new XMLHttpRequest();
    request.open("POST", "gradio_api/upload");
    request.upload.onprogress = (event) => tell(event.loaded, event.total);
    request.onabort = () => resolve({ name: file.name, problem: "cancelled" });
    request.onerror = () => resolve({ name: file.name, problem: "failed" });
    request.onload = () => {
      const done = { name: file.name };
      if (request.status === 200) {
        done.sent = JSON.parse(request.responseText)[0];
      } else {
        done.problem = { 413: "large", 429: "full" }[request.status] ?? "failed";
      }
      resolve(done);
    };
    request.send(form);
  });

const sendBatch = async (files) => {
  cancelled = false;
  progress.hidden = false;
  const sent = [];
  const sum = files.slice(0, most).reduce((size, file) => size + file.size, 0) || 1;
  let before = 0;
  for (const [index, file] of files.slice(0, MOST_NAMED).entries()) {
    if (cancelled) {
      break;
    }
    const tell = (loaded, total) => {
      bar.value = (before + (file.size * loaded) / Math.max(total, 1)) / sum;
      const size = `${megabytes(file.size * (loaded / Math.max(total, 1)))} of ${megabytes(file.size)} MB`;
      progress.querySelector("span").textContent =
        `Sending ${index + 1} of ${files.length + waiting.flat().length}: ${file.name}, ${size}`;
    };
    if (file.size > Number(drop.dataset.bytes)) {
      sent.push({ name: file.name, problem: "large" });
    } else if (index >= most) {
      sent.push({ name: file.name.slice(-100) });
    } else {
      tell(0, 1);
      sent.push(await post(file, tell));
    }
    before += index < most ? file.size : 0;
  }
  request = null;
  // What came in before somebody cancelled is not kept.
  trigger("sent", { files: sent, cancelled });
};

// Files that are given while others are being sent wait for those.
const sendAll = async (files) => {
  if (files.length) {
    waiting.push(files);
  }
  if (sending) {
    return;
  }
  sending = true;
  while (waiting.length) {
    await sendBatch(waiting.shift());
  }
  progress.hidden = true;
  sending = false;
};

progress?.querySelector("button").addEventListener("click", () => {
  cancelled = true;
  waiting = [];
  request?.abort();
});
input?.addEventListener("change", () => {
  const files = [...input.files];
  // Or else the same file, chosen again, would be no change.
  input.value = "";
  sendAll(files);
});
for (const name of ["dragover", "dragleave", "drop"]) {
  pane.addEventListener(name, (event) => {
    event.preventDefault();
    if (drop === null) {
      return;
    }
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop") {
      sendAll([...event.dataTransfer.files]);
    }
  });
}
