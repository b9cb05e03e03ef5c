// What is read and drawn from the equalised waveform: levels, histograms, the eye, noise.

extension TDECQ {
  /// Root mean square at the eye's centre of what differs between periods.
  func periodNoise(_ trace: SymbolTrace, periods: Int) -> Double {
    let period = pattern.symbols.count
    let values = trace.capture.series(
      phase: trace.centre, first: trace.usable.lowerBound, count: period * periods)
    var energy = 0.0
    for n in 0..<period {
      var (sum, squares) = (0.0, 0.0)
      let base = values[n]
      for k in 0..<periods {
        let difference = values[n + k * period] - base
        sum += difference
        squares += difference * difference
      }
      energy += max(squares - sum * sum / Double(periods), 0)
    }
    return (energy / Double(period * (periods - 1))).squareRoot()
  }

  private func equalised(_ padded: [Double], _ setting: EqualiserSetting, count: Int) -> [Double] {
    let taps = setting.taps
    return (0..<count).map { n in
      var sum = 0.0
      for k in taps.indices { sum += taps[k] * padded[n + taps.count - 1 - k + setting.main] }
      return sum
    }
  }

  mutating func readEqualisedLevels(
    _ section: Section, _ trace: SymbolTrace, _ setting: EqualiserSetting
  ) {
    let padded = series(trace, section, phase: answer.phaseShiftUi)
    let values = equalised(padded, setting, count: section.symbols.count)
    var sums = [0.0, 0.0, 0.0, 0.0]
    var counts = sums
    for (symbol, value) in zip(section.symbols, values) {
      sums[Int(symbol)] += value
      counts[Int(symbol)] += 1
    }
    guard counts.allSatisfy({ $0 > 0 }) else { return }
    let levels = zip(sums, counts).map { $0 / $1 }
    answer.levelMeans = levels.map { answer.averagePower + answer.outerOma * $0 }
    // 120D.3.1.2: the levels' effective symbols about the middle of the outer two.
    let middle = (levels[0] + levels[3]) / 2
    guard levels[0] < middle else { return }
    let first = (levels[1] - middle) / (levels[0] - middle)
    let second = (levels[2] - middle) / (levels[3] - middle)
    answer.levelMismatchRatio = min(3 * first, 3 * second, 2 - 3 * first, 2 - 3 * second)
  }

  mutating func drawHistograms(_ objective: NoiseTolerance, _ setting: EqualiserSetting) {
    let bins = 200
    let (least, most) = (-0.75, 0.75)
    let scale = Double(bins) / (most - least)
    answer.histogramPowers = (0..<bins).map {
      answer.averagePower + answer.outerOma * (least + (Double($0) + 0.5) / scale)
    }
    func histogram(_ side: Int) -> [Double] {
      var counts = [Double](repeating: 0, count: bins)
      var total = 0.0
      objective.forEachValue(setting, side: side) { _, value in
        // What lies outside is counted in the outermost bins.
        counts[Int(min(max((value - least) * scale, 0), Double(bins - 1)))] += 1
        total += 1
      }
      return counts.map { $0 / max(total, 1) }
    }
    answer.leftHistogram = histogram(0)
    answer.rightHistogram = histogram(1)
  }

  /// Density of the equalised eye; long records show their first 8192 symbols.
  mutating func drawEye(
    _ trace: SymbolTrace, _ setting: EqualiserSetting, _ section: Section
  ) {
    let (columns, rows) = (32, 96)
    let (least, most) = (-0.8, 0.8)
    let shown =
      section.periods > 1
      ? section
      : Section(
        first: section.first, symbols: Array(section.symbols.prefix(8192)), periods: 1)
    let scale = Double(rows) / (most - least)
    var density = [Double](repeating: 0, count: rows * columns)
    var phases: [Double] = []
    for column in 0..<columns {
      let phase = (Double(column) + 0.5) / Double(columns) - 0.5
      phases.append(phase)
      let padded = series(trace, shown, phase: answer.phaseShiftUi + phase)
      let values = equalised(padded, setting, count: shown.symbols.count)
      let share = 1 / Double(values.count)
      for value in values {
        let row = Int(min(max((value - least) * scale, 0), Double(rows - 1)))
        density[row * columns + column] += share
      }
    }
    (answer.eyeColumns, answer.eyeRows) = (columns, rows)
    (answer.eyePhases, answer.eyeDensity) = (phases, density)
  }
}
