// Network algebra against identities that hold whatever the network, and against closed forms.

import Foundation
import LaneNumerics
import LaneParameters
import Testing

@testable import LaneChannel

/// A random network; passive when the size is small.
private func random(
  _ seed: UInt64, ports: Int, points: Int = 7, size: Double = 0.3, impedances: [Complex]? = nil
) throws -> Network {
  var random = Sequence64(state: seed)
  func uniform() -> Double { Double(random.next() >> 11) / Double(1 << 53) * 2 - 1 }
  return try Network(
    frequenciesHz: (1...points).map { Double($0) * 1e9 }, portCount: ports,
    s: (0..<points * ports * ports * 2).map { _ in uniform() * size },
    impedances: impedances
      ?? (0..<ports).map { _ in Complex(50 + 30 * uniform(), 20 * uniform()) })
}

private func distance(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
}

private func difference(_ a: Network, _ b: Network) -> Double {
  let references = zip(a.impedances, b.impedances).map { ($0 - $1).magnitude }.max() ?? .infinity
  return max(distance(a.s, b.s), references)
}

@Test(arguments: [1, 2, 3, 4, 7, 16])
func renormalisationGoesThereAndBack(ports: Int) throws {
  let network = try random(UInt64(ports), ports: ports, size: 0.15)
  let other = try random(99, ports: ports).impedances
  for definition in WaveDefinition.allCases {
    let there = try network.renormalized(to: other, from: definition, as: definition)
    let back = try there.renormalized(to: network.impedances, from: definition, as: definition)
    #expect(difference(network, back) < 1e-13)
    let z = try network.impedanceParameters(definition)
    #expect(distance(z, try there.impedanceParameters(definition)) < 1e-10)
    let fromZ = try Network(
      impedanceParameters: z, frequenciesHz: network.frequenciesHz, impedances: other,
      definition: definition)
    #expect(difference(fromZ, there) < 1e-12)
    let y = try network.admittanceParameters(definition)
    let fromY = try Network(
      admittanceParameters: y, frequenciesHz: network.frequenciesHz, impedances: other,
      definition: definition)
    #expect(difference(fromY, there) < 1e-12)
  }
}

@Test func realReferencesFollowTheClosedForm() throws {
  // One port: Γ' = (Γ − g)/(1 − g Γ) with g = (R' − R)/(R' + R).
  let network = try random(5, ports: 1, impedances: [Complex(50)])
  let other = try network.renormalized(to: Complex(75))
  let g = Complex((75.0 - 50) / (75 + 50))
  for k in 0..<network.pointCount {
    let gamma = network[k, 0, 0]
    #expect((other[k, 0, 0] - (gamma - g) / (.one - g * gamma)).magnitude < 1e-15)
  }
}

@Test(arguments: [2, 4, 6, 16])
func cascadesAreProductsOfTransferMatrices(ports: Int) throws {
  let real = [Complex](repeating: Complex(50), count: ports)
  let a = try random(21, ports: ports, size: 0.2, impedances: real)
  let b = try random(22, ports: ports, size: 0.2, impedances: real)
  let both = try a.cascaded(with: b)
  let (ta, tb) = (try a.transferParameters(), try b.transferParameters())
  var product = [Double](repeating: 0, count: ta.count)
  for point in 0..<a.pointCount {
    for i in 0..<ports {
      for j in 0..<ports {
        var sum = Complex.zero
        for k in 0..<ports {
          let (x, y) = (
            ((point * ports + i) * ports + k) * 2, ((point * ports + k) * ports + j) * 2
          )
          sum += Complex(ta[x], ta[x + 1]) * Complex(tb[y], tb[y + 1])
        }
        let place = ((point * ports + i) * ports + j) * 2
        product[place] = sum.real
        product[place + 1] = sum.imaginary
      }
    }
  }
  let expected = try Network(
    transferParameters: product, frequenciesHz: a.frequenciesHz, impedances: real)
  // Transfer matrices of random networks are ill-conditioned; the cascade itself is not.
  #expect(difference(both, expected) < 1e-8)
  #expect(difference(try both.deembedded(left: a), b) < 1e-7)
  #expect(difference(try both.deembedded(right: b), a) < 1e-7)
}

@Test func cascadesDoNotDependOnReferences() throws {
  let a = try random(31, ports: 4, size: 0.2)
  let b = try random(32, ports: 4, size: 0.2)
  let outer = Array(a.impedances[..<2]) + Array(b.impedances[2...])
  let plain = try a.renormalized(to: Complex(42)).cascaded(
    with: try b.renormalized(to: Complex(42)))
  let mixed = try a.cascaded(with: b)
  #expect(mixed.impedances == outer)
  #expect(difference(try plain.renormalized(to: outer), mixed) < 1e-13)
}

@Test func aThroughChangesNothing() throws {
  let a = try random(41, ports: 2, impedances: [Complex(50), Complex(50)])
  var through: [Double] = []
  for _ in 0..<a.pointCount { through += [0, 0, 1, 0, 1, 0, 0, 0] }
  let line = try Network(
    frequenciesHz: a.frequenciesHz, portCount: 2, s: through, impedances: a.impedances)
  #expect(difference(try a.cascaded(with: line), a) < 1e-15)
  #expect(difference(try line.cascaded(with: a), a) < 1e-15)
  #expect(difference(try a.cascaded(with: a.inverted()), line) < 1e-13)
}

@Test func mixedModeIsTheStandardsMatrix() throws {
  let a = try random(51, ports: 4, impedances: [Complex](repeating: Complex(50), count: 4))
  let mixed = try a.mixedMode(pairs: [(0, 2), (1, 3)])
  for k in 0..<a.pointCount {
    let sdd21 = 0.5 * (a[k, 1, 0] - a[k, 1, 2] - a[k, 3, 0] + a[k, 3, 2])
    #expect((mixed[k, 1, 0] - sdd21).magnitude < 1e-15)
    let scd11 = 0.5 * (a[k, 0, 0] - a[k, 0, 2] + a[k, 2, 0] - a[k, 2, 2])
    #expect((mixed[k, 2, 0] - scd11).magnitude < 1e-15)
  }
  #expect(mixed.impedances == [100, 100, 25, 25].map { Complex($0) })
  let back = try mixed.singleEnded(modes: a.modes(pairs: [(0, 2), (1, 3)]))
  #expect(difference(a, back) < 1e-15)
  // Unequal and complex references, a port of no pair.
  let odd = try random(52, ports: 5, size: 0.2)
  let pairs = [(positive: 4, negative: 1), (positive: 0, negative: 3)]
  let there = try odd.mixedMode(pairs: pairs)
  let here = try there.singleEnded(modes: odd.modes(pairs: pairs))
  #expect(difference(try here.renormalized(to: odd.impedances), odd) < 1e-13)
}

@Test func portsAreChosenAndOrdered() throws {
  let a = try random(61, ports: 4)
  let some = try a.subnetwork(ports: [3, 1])
  #expect(some[2, 0, 1] == a[2, 3, 1])
  #expect(some.impedances == [a.impedances[3], a.impedances[1]])
  let all = try a.subnetwork(ports: [2, 0, 3, 1]).subnetwork(ports: [1, 3, 0, 2])
  #expect(all == a)
  #expect(throws: LightlaneError.self) { try a.subnetwork(ports: [0, 0]) }
  #expect(throws: LightlaneError.self) { try a.subnetwork(ports: [4]) }
  let cropped = try a.cropped(fromHz: 2e9, toHz: 4.5e9)
  #expect(cropped.frequenciesHz == [2e9, 3e9, 4e9])
  #expect(cropped[0, 1, 2] == a[1, 1, 2])
}

@Test func aCubicIsInterpolatedExactly() throws {
  func cubic(_ x: Double) -> Complex {
    Complex(0.1 + x - 0.5 * x * x + 0.02 * x * x * x, 0.3 * x * x * x - x)
  }
  let knots = [0.0, 1, 1.5, 3, 4, 6.5, 7]
  let network = try Network(
    frequenciesHz: knots, portCount: 1, s: knots.flatMap { [cubic($0).real, cubic($0).imaginary] },
    impedances: [Complex(50)])
  let targets = (0...70).map { Double($0) / 10 }
  let found = try network.interpolated(at: targets, curve: .cubic)
  for (k, target) in targets.enumerated() {
    #expect((found[k, 0, 0] - cubic(target)).magnitude < 1e-12)
  }
  #expect(throws: LightlaneError.self) { try network.interpolated(at: [7.1]) }
  let line = try network.interpolated(at: [0.5], curve: .linear)
  #expect((line[0, 0, 0] - 0.5 * (cubic(0) + cubic(1))).magnitude < 1e-15)
}

/// A lossless matched line of a delay, as a two-port.
private func delayLine(_ delay: Double, step: Double, points: Int, from first: Int = 0) throws
  -> Network
{
  let f = (first..<first + points).map { Double($0) * step }
  return try Network(
    frequenciesHz: f, portCount: 2,
    s: f.flatMap { f -> [Double] in
      let t = Complex(magnitude: 1, angle: -2 * Double.pi * f * delay)
      return [0, 0, t.real, t.imaginary, t.real, t.imaginary, 0, 0]
    }, impedances: [Complex(50), Complex(50)])
}

@Test func phaseUnwrapsAcrossCoarsePoints() throws {
  // A long line, 150 degrees from point to point: magnitude and phase, not the parts, are smooth.
  let line = try delayLine(150.0 / 360 / 1e8, step: 1e8, points: 40)
  let fine = try delayLine(150.0 / 360 / 1e8, step: 2.5e7, points: 157)
  let found = try line.interpolated(
    at: fine.frequenciesHz, curve: .linear, coordinates: .polar)
  #expect(difference(found, fine) < 1e-11)
  // What the line has below its first point.
  let above = try delayLine(1e-10, step: 1e8, points: 40, from: 3)
  let whole = try above.extrapolatedToZero()
  #expect(whole.frequenciesHz.count == 43)
  #expect(difference(whole, try delayLine(1e-10, step: 1e8, points: 43)) < 1e-12)
}

@Test func aDelayArrivesWhenItShould() throws {
  // 1/(N Δf) between samples: a delay of 20 samples is one at sample 20 and zero elsewhere.
  let points = 129
  let interval = 1 / (256 * 1e8)
  let line = try delayLine(20 * interval, step: 1e8, points: points)
  let impulse = try line.response(row: 1, column: 0, to: .impulse)
  #expect(impulse.values.count == 256)
  #expect(abs(impulse.interval - interval) < 1e-25)
  #expect(abs(impulse.start + 32 * interval) < 1e-25)
  for (i, value) in impulse.values.enumerated() {
    #expect(abs(value - (i == 32 + 20 ? 1 : 0)) < 1e-12)
  }
}

@Test(arguments: [0, 4096])
func stepsAndPulsesAreIntegralsOfTheBandLimitedImpulse(samples: Int) throws {
  // Behind a Gaussian edge of 20 to 80 % rise time t, σ = t/1.683242: Φ((time − delay)/σ), whatever
  // part of a sample the delay and the pulse's width are.
  let interval = 1 / (256 * 1e8)
  let (delay, width, rise) = (20.37 * interval, 7.81 * interval, 4 * interval)
  let line = try delayLine(delay, step: 1e8, points: 129)
  func normal(_ time: Double) -> Double {
    0.5 * erfc(-time / (rise / 1.683242467145828) / 2.squareRoot())
  }
  let step = try line.response(
    row: 1, column: 0, to: .step, riseTime: rise, samples: samples)
  let pulse = try line.response(
    row: 1, column: 0, to: .pulse(width: width), riseTime: rise, samples: samples)
  for i in step.values.indices {
    let time = step.start + Double(i) * step.interval - delay
    #expect(abs(step.values[i] - normal(time)) < 2e-6)
    #expect(abs(pulse.values[i] - (normal(time) - normal(time - width))) < 2e-6)
  }
}

@Test func aStepFindsTheLinesImpedance() throws {
  // 75 ohm of 1 ns between 50 ohm ports: (1 + ρ)/(1 − ρ) is 75 ohm until the far end answers.
  let f = (0...2000).map { Double($0) * 2e7 }
  let rho = 0.2
  let s = f.flatMap { f -> [Double] in
    let t = Complex(magnitude: 1, angle: -2 * Double.pi * f * 1e-9)
    let d = .one - rho * rho * t * t
    let s11 = rho * (.one - t * t) / d
    let s21 = (1 - rho * rho) * t / d
    return [s11, s21, s21, s11].flatMap { [$0.real, $0.imaginary] }
  }
  let line = try Network(
    frequenciesHz: f, portCount: 2, s: s, impedances: [Complex(50), Complex(50)])
  let found = try line.reflectometry(port: 0, riseTime: 50e-12)
  let middle = Int((1e-9 - found.start) / found.interval)
  #expect(abs(found.values[middle] - 75) < 0.01, "\(found.values[middle])")
  #expect(found.notes.isEmpty)
}

// MARK: Quality

@Test func singularValuesAreThoseOfProducts() throws {
  // A diagonal between two unitary matrices has the diagonal's largest entry.
  for ports in [1, 2, 3, 4, 8] {
    let points = 5
    var random = Sequence64(state: UInt64(ports))
    func uniform() -> Double { Double(random.next() >> 11) / Double(1 << 53) }
    var s: [Double] = []
    var expected: [Double] = []
    for _ in 0..<points {
      // Householder reflections 1 − 2 v vᴴ are unitary.
      func reflection() -> [[Complex]] {
        var v = (0..<ports).map { _ in Complex(uniform() - 0.5, uniform() - 0.5) }
        let norm = v.reduce(0) { $0 + $1.norm }.squareRoot()
        v = v.map { $0 / norm }
        return (0..<ports).map { i in
          (0..<ports).map { j in Complex(i == j ? 1 : 0) - 2 * (v[i] * v[j].conjugate) }
        }
      }
      let diagonal = (0..<ports).map { _ in uniform() * 1.2 }
      let (u, w) = (reflection(), reflection())
      expected.append(diagonal.max() ?? 0)
      for i in 0..<ports {
        for j in 0..<ports {
          var sum = Complex.zero
          for k in 0..<ports { sum += u[i][k] * diagonal[k] * w[k][j] }
          s += [sum.real, sum.imaginary]
        }
      }
    }
    let network = try Network(
      frequenciesHz: (0..<points).map { Double($0) }, portCount: ports, s: s,
      impedances: Array(repeating: Complex(50), count: ports))
    for (found, value) in zip(network.largestSingularValues(), expected) {
      #expect(abs(found - value) < 1e-13)
    }
    #expect(network.isPassive() == expected.allSatisfy { $0 <= 1 })
  }
}

@Test func qualityMetricsFollowTheirFormulas() throws {
  // A delay turns clockwise: causal. The same backwards in time is not.
  let line = try delayLine(3e-10, step: 1e8, points: 50)
  let good = line.quality()
  #expect(good.passivityPercent == 100 && good.reciprocityPercent == 100)
  #expect(good.causalityPercent == 100)
  #expect(good.warnings.isEmpty)
  #expect(abs(good.largestPhaseStepDegrees - 10.8) < 1e-9)
  let backwards = try delayLine(-3e-10, step: 1e8, points: 50).quality()
  #expect(backwards.causalityPercent == 0)
  #expect(backwards.warnings.contains { $0.contains("causality metric 0") })
  // Everything 2 % too large: a weight of (1.02 − 1.00001)/0.1 at each point.
  let loud = try Network(
    frequenciesHz: line.frequenciesHz, portCount: 2, s: line.s.map { $0 * 1.02 },
    impedances: line.impedances)
  #expect(abs(loud.quality().passivityPercent - 80.01) < 1e-9)
  #expect(
    loud.quality().warnings.contains { $0.hasPrefix("not passive: largest singular value 1.02") })
  // One way 1 % stronger: a mean error of 0.01, a weight of (0.01 − 1e-6)/0.1.
  var skew = line.s
  for k in 0..<50 {
    skew[8 * k + 2] *= 0.99
    skew[8 * k + 3] *= 0.99
  }
  let oneWay = try Network(
    frequenciesHz: line.frequenciesHz, portCount: 2, s: skew, impedances: line.impedances)
  #expect(abs(oneWay.quality().reciprocityPercent - 90.001) < 1e-9)
  #expect(oneWay.quality().warnings.contains { $0.hasPrefix("not reciprocal") })
  let coarse = try delayLine(3e-9, step: 1e8, points: 50).quality()
  #expect(coarse.warnings.contains { $0.hasPrefix("too coarse") })
}

@Test func couplingsThatPassThroughZeroAreNotTooCoarse() throws {
  // Ports 0 and 1 joined, 2 and 3 too; the pairs couple with a sign that changes half way.
  var s: [Double] = []
  let hertz = (1...40).map { 1e9 * Double($0) }
  func made(_ coupling: Double) throws -> Network {
    s = []
    for point in hertz.indices {
      for row in 0..<4 {
        for column in 0..<4 {
          let through = row != column && row / 2 == column / 2
          let size = point < 20 ? coupling : -coupling
          s += [through ? 0.9 : row / 2 == column / 2 ? 0 : size, 0]
        }
      }
    }
    return try Network(
      frequenciesHz: hertz, portCount: 4, s: s,
      impedances: [Complex](repeating: Complex(50), count: 4))
  }
  #expect(try made(0.08).quality().largestPhaseStepDegrees == 0)
  #expect(abs(try made(0.1).quality().largestPhaseStepDegrees - 180) < 1e-9)
}

// MARK: What is refused

@Test func wrongNetworksAreRefused() throws {
  func status(_ body: () throws -> Void) -> Status? {
    do {
      try body()
      return nil
    } catch let error as LightlaneError {
      return error.status
    } catch {
      return nil
    }
  }
  let fifty = [Complex(50)]
  func network(_ f: [Double], _ s: [Double], _ z: [Complex] = fifty, ports: Int = 1) throws {
    _ = try Network(frequenciesHz: f, portCount: ports, s: s, impedances: z)
  }
  #expect(status { try network([1, 2], [0, 0, 0, 0]) } == nil)
  #expect(status { try network([], []) } == .count)
  #expect(status { try network([1], [0]) } == .count)
  #expect(status { try network([1], [0, 0], ports: 0) } == .count)
  #expect(status { try network([1], [0, 0], ports: .max) } == .count)
  #expect(status { try network([2, 1], [0, 0, 0, 0]) } == .outOfBounds)
  #expect(status { try network([1, 1], [0, 0, 0, 0]) } == .outOfBounds)
  #expect(status { try network([-1], [0, 0]) } == .outOfBounds)
  #expect(status { try network([.nan], [0, 0]) } == .notFinite)
  #expect(status { try network([1], [0, .infinity]) } == .notFinite)
  #expect(status { try network([1], [0, 0], []) } == .count)
  #expect(status { try network([1], [0, 0], [Complex(0, 50)]) } == .outOfBounds)
  #expect(status { try network([1], [0, 0], [Complex(.nan)]) } == .notFinite)
  // An open circuit has no impedance, a short one no admittance.
  let open = try Network(frequenciesHz: [1], portCount: 1, s: [1, 0], impedances: fifty)
  let short = try Network(frequenciesHz: [1], portCount: 1, s: [-1, 0], impedances: fifty)
  #expect(status { _ = try open.impedanceParameters() } == .noAnswer)
  #expect(status { _ = try short.admittanceParameters() } == .noAnswer)
  #expect(status { _ = try short.impedanceParameters() } == nil)
  #expect(status { _ = try open.cascaded(with: open) } == .count)
  #expect(status { _ = try open.transferParameters() } == .count)
}
