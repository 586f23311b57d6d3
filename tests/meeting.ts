/** A place where so many meet: who calls is answered once all of them have called. Where each looks before it acts, none acts before all have looked. */
export function meetingOf(count: number): () => Promise<void> {
  let [come, open] = [0, () => {}]
  const all = new Promise<void>((resolve) => (open = resolve))
  return () => {
    if (++come === count) open()
    return all
  }
}
