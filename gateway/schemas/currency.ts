// What pages know of currencies.
export { amountFormat, decimalOf, minorDigits, minorOf } from '@vitrine/contracts/currency'
