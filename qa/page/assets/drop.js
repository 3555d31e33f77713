const drop = element.querySelector(".drop");
const input = element.querySelector("input");
const progress = element.querySelector(".progress");
const pane = document.querySelector("#documents");
let sending = false;

const post = (file, tell) =>
  new Promise((resolve) => {
    const form = new FormData();
    form.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", "gradio_api/upload");
    request.upload.onprogress = (event) => tell(event.loaded / Math.max(event.total, 1));
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

const sendAll = async (files) => {
  if (sending || files.length === 0) {
    return;
  }
  sending = true;
  progress.hidden = false;
  const sent = [];
  for (const [index, file] of files.entries()) {
    const tell = (share) => {
      progress.querySelector("progress").value = (index + share) / files.length;
      progress.querySelector("span").textContent = `Sending ${index + 1} of ${files.length}`;
    };
    tell(0);
    if (file.size > Number(drop.dataset.bytes)) {
      sent.push({ name: file.name, problem: "large" });
    } else if (index >= Number(drop.dataset.files)) {
      sent.push({ name: file.name });
    } else {
      sent.push(await post(file, tell));
    }
  }
  progress.hidden = true;
  sending = false;
  trigger("sent", { files: sent });
};

input.addEventListener("change", async () => {
  const files = [...input.files];
  await sendAll(files);
  input.value = "";
});
for (const name of ["dragover", "dragleave", "drop"]) {
  pane.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop") {
      sendAll([...event.dataTransfer.files]);
    }
  });
}
