/** A pause that others may cut short, for loops that look by themselves now and then. */
export interface Alarm {
  /** Answers whether the pause was slept to its end. A `wake` since `set` ends it before it begins. */
  sleep(pauseMs: number): Promise<boolean>
  /** Forgets a `wake` of before: what it was about is looked at now. */
  set(): void
  wake(): void
}

/** Like a signal that is aborted, and a hundredth of its cost: that makes an error with its stack each time. */
export function alarm(): Alarm {
  let isWoken = false
  let end: ((rested: boolean) => void) | undefined
  return {
    set() {
      isWoken = false
    },
    wake() {
      isWoken = true
      end?.(false)
    },
    sleep(pauseMs) {
      if (isWoken) return Promise.resolve(false)
      return new Promise((resolve) => {
        const timer = setTimeout(() => end?.(true), pauseMs)
        end = (rested) => {
          end = undefined
          clearTimeout(timer)
          resolve(rested)
        }
      })
    },
  }
}
