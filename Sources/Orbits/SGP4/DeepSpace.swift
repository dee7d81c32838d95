import Glibc

/// What SDP4 adds for periods from 225 minutes up: Sun, Moon and resonance with the Earth's rotation.
///
/// Source: AIAA 2006-6753 code (dpper, dspace). Units: radians, minutes.
struct DeepSpace {
  let sun, moon: ThirdBody
  let rates: SecularRates
  let resonance: Resonance?

  init(epoch: MeanElements, zonalRates: SecularRates, epochJulianDate: Double) {
    // Days from 1900 January 0.5, in two steps as published: 1950 January 0.0 is Julian date 2433281.5.
    let day = epochJulianDate - 2_433_281.5 + 18_261.5
    sun = ThirdBody(.sun(day: day, node: epoch.node), on: epoch)
    moon = ThirdBody(.moon(day: day, node: epoch.node), on: epoch)
    rates = sun.rates + moon.rates
    resonance = Resonance(
      epoch: epoch, zonalRates: zonalRates, thirdBodyRates: rates,
      siderealTimeAtEpoch: SiderealTime.radians(julianDate: epochJulianDate))
  }

  /// Adds the secular pull of Sun and Moon and, near a resonance, replaces mean motion and anomaly.
  func addSecular(after t: Double, to mean: inout MeanElements) {
    mean.eccentricity += rates.eccentricity * t
    mean.inclination += rates.inclination * t
    mean.perigee += rates.perigee * t
    mean.node += rates.node * t
    mean.anomaly += rates.anomaly * t
    resonance?.apply(after: t, to: &mean)
  }

  /// Adds the periodic pull of Sun and Moon.
  func addPeriodics(after t: Double, to mean: inout MeanElements) {
    let change = sun.periodics(after: t) + moon.periodics(after: t)
    mean.inclination += change.inclination
    mean.eccentricity += change.eccentricity
    if mean.inclination >= 0.2 {
      let node = change.node / sin(mean.inclination)
      mean.perigee += change.perigee - cos(mean.inclination) * node
      mean.node += node
      mean.anomaly += change.anomaly
    } else {
      addLyddane(change, to: &mean)
    }
    if mean.inclination < 0 {
      mean.inclination = -mean.inclination
      mean.node += .pi
      mean.perigee -= .pi
    }
  }

  /// Adds the periodics for inclinations below 0.2 rad, where the node is ill-defined (Lyddane's variables).
  private func addLyddane(_ change: ThirdBody.Periodics, to mean: inout MeanElements) {
    let (sinI, cosI) = (sin(mean.inclination), cos(mean.inclination))
    let (sinN, cosN) = (sin(mean.node), cos(mean.node))
    // α = sin i sin Ω, β = sin i cos Ω
    let alpha = sinI * sinN + change.node * cosN + change.inclination * cosI * sinN
    let beta = sinI * cosN - change.node * sinN + change.inclination * cosI * cosN
    let before = withoutWholeTurns(mean.node)
    let longitude =
      mean.anomaly + mean.perigee + change.anomaly + change.perigee + (cosI - change.inclination * sinI) * before
    var after = atan2(alpha, beta)
    if abs(before - after) > .pi { after += after < before ? 2 * .pi : -2 * .pi }
    mean.node = after
    mean.anomaly += change.anomaly
    mean.perigee = longitude - mean.anomaly - cosI * after
  }
}
