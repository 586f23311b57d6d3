const struck = '[struck out]'

/** Keys whose value never reaches a log, in JSON, in quoted JSON, in a query string or a header line. */
const secretKeys =
  'pass(?:word|wd|phrase)?|new_?password|secret|(?:[a-z]+[_-]?)?token|authorization|cookie|set-cookie|api[_-]?key|[a-z]+[_-]?secret|' +
  'signature|otp|recovery_?code|card_?number|pan|cvc|cvv|iban|e?mail|phone|idempotency-key'

/** A string in quotes, a list or a number. The quotes are those of the key: plain, or escaped because the JSON is itself inside a string. */
const jsonPair = new RegExp(
  `((\\\\{0,7})"(?:${secretKeys})\\2"\\s{0,4}:\\s{0,4})(?:(?<!\\\\)"(?:[^"\\\\]|\\\\.)*"|\\2".{0,2000}?(?<!\\\\)\\2"|\\[[^\\]]{0,2000}\\]|-?\\d[\\d.]{0,40})`,
  'gi',
)
const plainPair = new RegExp(`\\b(${secretKeys})(=|:\\s+)[^\\s&"'\\\\,;]+`, 'gi')
const bearer = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi
const jwt = /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g
const urlPassword = /\b([a-z][a-z0-9+]{1,20}:\/\/[^\s:@/"\\]{0,200}):[^\s@/"\\]{1,200}@/gi
const mail = /[\p{L}\p{N}._%+'-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/giu
const cardLike = /(?<![\w.-])[2-6](?:[ -]?\d){12,18}(?![\w-])/g

/**
 * Takes out of one line of a log what must not be there: passwords, tokens, cookies, mail addresses, card numbers, phone numbers, passwords
 * in addresses of servers.
 *
 * Works on the finished line, so it does not matter where in an object, an error or a stack the value was. A number counts as a card's when
 * it has 13 to 19 digits, begins with 2 to 6 (ISO/IEC 7812 major industries) and its Luhn sum is right (annex B).
 * Limit: a name or a street in free text is not recognised; do not log what people write.
 */
export function strikeOut(line: string): string {
  return line
    .replace(jsonPair, `$1$2"${struck}$2"`)
    .replace(plainPair, `$1$2${struck}`)
    .replace(bearer, `$1 ${struck}`)
    .replace(jwt, struck)
    .replace(urlPassword, `$1:${struck}@`)
    .replace(mail, struck)
    .replace(cardLike, (digits) => (isLuhn(digits.replace(/\D/g, '')) ? struck : digits))
}

/** The card numbers in a text, digits alone; what `strikeOut` takes for one. */
export const cardNumbersIn = (text: string): string[] =>
  [...text.matchAll(cardLike)].map(([found]) => found.replace(/\D/g, '')).filter((digits) => isLuhn(digits))

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
