import { Double, Int32, Long } from 'bson';
import type { Decimal128 } from 'bson';
import { numberType, toBigInt, toDecimal } from '../arithmetic.js';
import { addDecimals, decimalFromDouble, decimalOf } from '../decimal.js';
import { fitsInt64 } from '../numbers.js';
import type { NumericValue } from '../values.js';
import { toNumber } from '../values.js';

/** Adds up numbers of all types: exactly for integers and decimals, with compensation for doubles. */
export class NumberSum {
  count = 0;
  private integers = 0n;
  private sawLong = false;
  private double: number | undefined;
  private compensation = 0;
  private decimal: Decimal128 | undefined;

  add(value: NumericValue): void {
    this.count += 1;
    switch (numberType(value)) {
      case 'long':
        this.sawLong = true;
        this.integers += toBigInt(value);
        return;
      case 'int':
        this.integers += toBigInt(value);
        return;
      case 'double':
        this.addDouble(toNumber(value));
        return;
      case 'decimal':
        this.decimal = addDecimals(this.decimal ?? decimalOf(0n, 0), toDecimal(value));
    }
  }

  /** Neumaier's summation, so that many small terms are not lost. */
  private addDouble(value: number): void {
    const before = this.double ?? 0;
    const after = before + value;
    if (Number.isFinite(after)) {
      this.compensation +=
        Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
    }
    this.double = after;
  }

  /** The sum in the widest type that was added; an int that overflows becomes long, a long double. */
  total(): Int32 | Long | Double | Decimal128 {
    if (this.decimal !== undefined) return this.asDecimal();
    if (this.double !== undefined) return new Double(this.asDouble());
    if (!this.sawLong && BigInt.asIntN(32, this.integers) === this.integers)
      return new Int32(Number(this.integers));
    return fitsInt64(this.integers) ? Long.fromBigInt(this.integers) : new Double(Number(this.integers));
  }

  get isDecimal(): boolean {
    return this.decimal !== undefined;
  }

  asDouble(): number {
    const double = this.double ?? 0;
    const sum = Number.isFinite(double) ? double + this.compensation : double;
    return sum + Number(this.integers);
  }

  asDecimal(): Decimal128 {
    const integers = decimalOf(this.integers, 0);
    const doubles =
      this.double === undefined
        ? integers
        : addDecimals(integers, decimalFromDouble(this.double + this.compensation));
    return addDecimals(this.decimal ?? decimalOf(0n, 0), doubles);
  }
}
