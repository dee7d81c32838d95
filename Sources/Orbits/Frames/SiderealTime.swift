public import Quantities

/// Greenwich mean sidereal time of 1982, which turns TEME into the Earth's frame.
public enum SiderealTime {
  /// Returns the angle from the mean equinox to Greenwich, 0..<2π radians.
  ///
  /// Source: Aoki et al. 1982 (IAU 1982 GMST); AIAA 2006-6753, appendix C. The Julian date is split into whole
  /// days and the fraction of the day from integer nanoseconds, so that no digit is lost.
  public static func radians(at time: ScenarioTime, ut1MinusUTCSeconds: Double = 0) -> Double {
    // 2000-01-01T12:00:00 is Julian date 2451545.0.
    let noon2000: Int64 = 946_728_000_000_000_000
    let day: Int64 = 86_400_000_000_000
    let since = time.nanosecondsSince1970 + Int64((ut1MinusUTCSeconds * 1e9).rounded()) - noon2000
    let (wholeDays, nanosecondOfDay) = since.quotientAndRemainder(dividingBy: day)
    return radians(daysSince2000: Double(wholeDays), dayFraction: Double(nanosecondOfDay) / Double(day))
  }

  /// Returns the angle at a Julian date in one double, UT1.
  static func radians(julianDate: Double) -> Double {
    let since = julianDate - 2_451_545.0
    let whole = since.rounded(.towardZero)
    return radians(daysSince2000: whole, dayFraction: since - whole)
  }

  private static func radians(daysSince2000 days: Double, dayFraction: Double) -> Double {
    let t = (days + dayFraction) / 36_525
    // GMST = 67310.54841 s + (876600 h + 8640184.812866 s) T + 0.093104 s T² - 6.2e-6 s T³;
    // 876600 h T is one turn a day, of which only the fraction of the day counts.
    let drift = 67_310.548_41 + 8_640_184.812_866 * t + 0.093_104 * t * t - 6.2e-6 * t * t * t
    let turns = dayFraction + drift / 86_400
    return (turns - turns.rounded(.down)) * 2 * .pi
  }
}
