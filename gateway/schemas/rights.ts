/** Who may do what: screens read the table the door reads, to say beforehand what it would refuse. */
export { holds } from '../guards/rights.ts'
