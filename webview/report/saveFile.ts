/** Has the browser save something, under a name, where it saves things. */
export function saveFile(name: string, content: string | Uint8Array<ArrayBuffer>, type: string): true {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  link.click();
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return true;
}
