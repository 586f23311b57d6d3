const minuteMs = 60_000

/** `2026-11-20T11:00` of an instant, in the time zone of whoever looks: what a field for a moment shows. */
export function momentTyped(at: string): string {
  const instant = new Date(at)
  return new Date(instant.getTime() - instant.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16)
}

/** The instant that was typed; undefined when it is none. */
export function typedMoment(typed: string): string | undefined {
  const instant = new Date(typed)
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString()
}
