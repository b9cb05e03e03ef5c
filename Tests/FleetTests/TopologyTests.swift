// Counts of networks against published ones, closed forms and networks built box by box.

import GoldenTables
import LaneEvaluation
import LaneParameters
import Testing

@testable import LaneEvaluation

private func demand(
  _ topology: Fleet.Topology, _ accelerators: Int, radix: Int, nics: Int = 1, server: Int = 8,
  over: [Double] = [1, 1], whole: Bool = false
) throws -> FleetDemand {
  FleetDemand(
    try fleetSettings([
      (Fleet.topology, one(Double(topology.rawValue))),
      (Fleet.accelerators, one(Double(accelerators))), (Fleet.switchRadix, one(Double(radix))),
      (Fleet.nicsPerAccelerator, one(Double(nics))),
      (Fleet.acceleratorsPerServer, one(Double(server))),
      (Fleet.oversubscription, list(over)), (Fleet.wholeTrunks, one(whole ? 1 : 0)),
    ]))
}

@Test func publishedNetworksHaveTheirCounts() throws {
  for row in try goldenTable("fleet_counts.csv") {
    func number(_ name: String) throws -> Double { try #require(row[name]) }
    // A module carries as many links as its row says.
    let lanes = 8 * (try number("links_per_module"))
    let link = try fleetLink("dsp") { $0.lanes = lanes }
    let settings = try fleetSettings([
      (Fleet.topology, one(try number("topology"))), (Fleet.switchRadix, one(try number("radix"))),
      (Fleet.accelerators, one(try number("accelerators"))),
    ])
    let report = try FleetReport(settings, links: FleetLinks(tiers: [link]))
    #expect(report[Fleet.Measure.switches] == (try number("switches")))
    #expect(report[Fleet.Measure.links] == (try number("links")))
    let interfaces = try report.items("modules_by_end", "interface", ending: "lower")
    #expect(interfaces == (try number("interface_modules")))
    #expect(report[Fleet.Measure.modules] - interfaces == (try number("switch_modules")))
  }
}

@Test(arguments: [4, 8, 16, 48, 64, 128])
func fullFatTreesHaveTheirClosedForms(radix: Int) throws {
  let k = radix
  // Two tiers: k²/2 interfaces, k leaves, k/2 spines. Three: k³/4, k²/2, k²/2, k²/4, 3k³/4 links.
  let two = try FleetTopology(try demand(.fatTree2, k * k / 2, radix: k))
  #expect(two.leaves == k && two.spines == k / 2 && two.cores == 0)
  #expect(two.tiers.map(\.links) == [k * k / 2, k * k / 2] && two.largestFleet == k * k / 2)
  let cube = k * k * k / 4
  let three = try FleetTopology(try demand(.fatTree3, cube, radix: k))
  #expect(three.leaves == k * k / 2 && three.spines == k * k / 2 && three.cores == k * k / 4)
  #expect(three.tiers.map(\.links) == [cube, cube, cube] && three.largestFleet == cube)
  #expect(three.bisectionLinks == cube / 2 && three.switchesOnPath == 5)
  // A network of groups: (k/2)² hosts a group, (k/2)² + 1 groups, every pair joined once.
  if k <= 16 {
    let half = k / 2
    let groups = half * half + 1
    let hosts = half * half * groups
    let full = try FleetTopology(try demand(.dragonflyPlus, hosts, radix: k))
    #expect(full.leaves == half * groups && full.spines == half * groups)
    #expect(full.tiers.map(\.links) == [hosts, hosts, groups * (groups - 1) / 2])
    #expect(full.largestFleet == hosts && full.switchesOnPath == 4)
  }
}

@Test func theLargestFleetsAreReached() throws {
  // Q3450: 144 ports, three tiers: 746 496 endpoints.
  #expect(
    try FleetTopology(try demand(.fatTree3, 1000, radix: 144)).largestFleet == 746_496)
  for topology in [Fleet.Topology.fatTree2, .fatTree3, .railOptimised2, .railOptimised3] {
    let asked = try demand(topology, 20, radix: 8, server: 4)
    let largest = try FleetTopology(asked).largestFleet
    _ = try FleetTopology(try demand(topology, largest, radix: 8, server: 4))
    let found = refusal {
      _ = try FleetTopology(try demand(topology, largest + 1, radix: 8, server: 4))
    }
    #expect(found.status == .infeasible && found.message.contains("\(largest)"), "\(topology)")
  }
}

@Test func twoHostsOfOneLeafNeedNoSpines() throws {
  let small = try FleetTopology(try demand(.fatTree3, 2, radix: 8))
  #expect(small.leaves == 1 && small.spines == 0 && small.tiers.count == 1)
  #expect(small.switchesOnPath == 1)
  let pod = try FleetTopology(try demand(.fatTree3, 10, radix: 8))
  #expect(pod.leaves == 3 && pod.spines == 4 && pod.cores == 0 && pod.switchesOnPath == 3)
}

@Test func wholeTrunksTakeDivisors() throws {
  // Nine leaves of 32 ports up need 4.5 spines of 64: five, or eight with trunks of four.
  let bare = try FleetTopology(try demand(.fatTree2, 9 * 32, radix: 64))
  let whole = try FleetTopology(try demand(.fatTree2, 9 * 32, radix: 64, whole: true))
  #expect(bare.spines == 5 && whole.spines == 8)
  #expect(whole.tiers[1].upper == [PortClass(boxes: 8, ports: 36)])
}

/// A fat tree or groups, box by box.
private struct Built {
  var leaves: [Int] = []  // interfaces of each
  var spines: [Int] = []  // ports in use of each
  var cores: [Int] = []
  var links = [0, 0, 0]
  var trunks: [[Int]] = []  // links between each two groups

  /// Groups joined port by port: the two with the most free ports among those with the fewest links
  /// between them, until no two have a port left.
  static func joined(_ groups: Int, ports: Int) -> [[Int]] {
    var trunks = Array(repeating: Array(repeating: 0, count: groups), count: groups)
    var free = Array(repeating: ports, count: groups)
    while let one = free.indices.filter({ free[$0] > 0 }).max(by: { free[$0] < free[$1] }) {
      let others = free.indices.filter { $0 != one && free[$0] > 0 }
      guard
        let other = others.min(by: {
          (trunks[one][$0], -free[$0]) < (trunks[one][$1], -free[$1])
        })
      else { break }
      trunks[one][other] += 1
      trunks[other][one] += 1
      free[one] -= 1
      free[other] -= 1
    }
    return trunks
  }

  init(_ asked: FleetDemand, leafDown: Int, leafUp: Int, spineDown: Int, spineUp: Int) {
    let rails = asked.isRail ? min(asked.acceleratorsPerServer, asked.accelerators) : 1
    for rail in 0..<rails {
      var room = 0
      for accelerator in stride(from: rail, to: asked.accelerators, by: rails) {
        _ = accelerator
        for _ in 0..<asked.nicsPerAccelerator {
          if room == 0 {
            leaves.append(0)
            room = leafDown
          }
          leaves[leaves.count - 1] += 1
          room -= 1
          links[0] += 1
        }
      }
    }
    guard leaves.count > 1 else { return }
    links[1] = leaves.count * leafUp
    if asked.tiers == 2 {
      spines = Array(repeating: 0, count: (links[1] + asked.radix - 1) / asked.radix)
      for port in 0..<links[1] { spines[port % spines.count] += 1 }
      return
    }
    var planes = Array(repeating: 0, count: leafUp)
    let podCount = (leaves.count + spineDown - 1) / spineDown
    for pod in 0..<podCount {
      let members = min(spineDown, leaves.count - pod * spineDown)
      var up = podCount == 1 ? 0 : 0
      while podCount > 1, up * spineDown < members * spineUp { up += 1 }
      for plane in 0..<leafUp {
        spines.append(members + (asked.topology == .dragonflyPlus ? 0 : up))
        planes[plane] += up
      }
    }
    if podCount == 1 { return }
    if asked.topology == .dragonflyPlus {
      trunks = Self.joined(podCount, ports: leafUp * spineUp)
      links[2] = trunks.reduce(0) { $0 + $1.reduce(0, +) } / 2
      return
    }
    for plane in planes {
      let count = (plane + asked.radix - 1) / asked.radix
      var boxes = Array(repeating: 0, count: count)
      for port in 0..<plane { boxes[port % count] += 1 }
      cores += boxes
      links[2] += plane
    }
  }
}

@Test func networksEqualThoseBuiltBoxByBox() throws {
  var mixer = Mixer(5)
  var tried = 0
  for _ in 0..<600 {
    let topology = try #require(Fleet.Topology(rawValue: mixer.whole(0...4)))
    let radix = 2 * mixer.whole(2...12)
    let over = [1.0, 1, 3].map { $0 }[mixer.whole(0...2)]
    let asked = try demand(
      topology, mixer.whole(1...700), radix: radix, nics: mixer.whole(1...3),
      server: mixer.whole(1...5), over: [over, 1])
    guard let ports = try? asked.ports(oversubscription: over, of: "leaf"),
      let found = try? FleetTopology(asked)
    else { continue }
    tried += 1
    let built = Built(
      asked, leafDown: ports.down, leafUp: ports.up,
      spineDown: asked.tiers == 3 ? radix / 2 : radix, spineUp: radix / 2)
    let context: Comment = "\(asked)"
    #expect(found.leaves == built.leaves.count, context)
    #expect(found.spines == built.spines.count, context)
    #expect(found.cores == built.cores.count, context)
    let links = found.tiers.map(\.links) + Array(repeating: 0, count: 3 - found.tiers.count)
    #expect(links == built.links, context)
    #expect(expanded(found.tiers[0].upper) == built.leaves.sorted(), context)
    if found.tiers.count > 2, topology != .dragonflyPlus {
      #expect(expanded(found.tiers[2].upper) == built.cores.sorted(), context)
    }
    for tier in found.tiers {
      let below = tier.lower.reduce(0) { $0 + $1.boxes * $1.ports }
      let above = tier.upper.reduce(0) { $0 + $1.boxes * $1.ports }
      // Links between boxes of one kind are counted from both sides.
      #expect(below + above == 2 * tier.links, context)
    }
    for kind in [BoxKind.leaf, .spine, .core] {
      #expect(found.ports(of: kind) <= found.boxes(kind) * radix, context)
    }
  }
  #expect(tried > 200)
}

private func expanded(_ classes: [PortClass]) -> [Int] {
  classes.flatMap { Array(repeating: $0.ports, count: $0.boxes) }.sorted()
}

@Test func groupsLeaveNoPortDark() throws {
  // 8 leaves and 8 spines of 16 ports a group: 64 ports to other groups, 512 interfaces.
  var before = (links: 0, bisection: 0)
  for groups in 2...65 {
    for hosts in [groups * 64 - 63, groups * 64] {
      let found = try FleetTopology(try demand(.dragonflyPlus, hosts, radix: 16))
      #expect(found.tiers[2].links == groups * 32)
      #expect(found.tiers[2].links >= before.links && found.bisectionLinks >= before.bisection)
      before = (found.tiers[2].links, found.bisectionLinks)
    }
  }
  // Halves of every kind: the mean of the links between them, counted on a network wired port by port.
  for (groups, ports) in [(3, 4), (4, 4), (5, 6), (6, 9), (7, 9), (9, 16), (10, 16)] {
    let trunks = Built.joined(groups, ports: ports)
    let links = trunks.reduce(0) { $0 + $1.reduce(0, +) } / 2
    #expect(links == groups * ports / 2)
    var (sum, ways) = (0, 0)
    for half in 0..<(1 << groups) where half.nonzeroBitCount == groups / 2 {
      ways += 1
      for one in 0..<groups where half >> one & 1 == 1 {
        for other in 0..<groups where half >> other & 1 == 0 { sum += trunks[one][other] }
      }
    }
    let radix = 2 * Int(Double(ports).squareRoot().rounded(.up))
    guard radix * radix == 4 * ports else { continue }
    let hosts = ports * groups
    let found = try FleetTopology(try demand(.dragonflyPlus, hosts, radix: radix))
    #expect(found.tiers[2].links == links)
    // A port that stays dark is worth less than a link.
    let mean = Double(sum) / Double(ways)
    #expect(abs(Double(found.bisectionLinks) - min(Double(hosts / 2), mean)) < 1)
  }
}

/// Copper within racks, interface by interface: leaves take the interfaces of a rail as they stand in the
/// racks, and each leaf stands where most of its own are.
private func nearest(_ asked: FleetDemand, rack: Int, leaf: Int) -> Int {
  let rails = asked.isRail ? min(asked.acceleratorsPerServer, asked.accelerators) : 1
  var near = 0
  for rail in 0..<rails {
    let racks = stride(from: rail, to: asked.accelerators, by: rails).flatMap {
      Array(repeating: $0 / rack, count: asked.nicsPerAccelerator)
    }
    for first in stride(from: 0, to: racks.count, by: leaf) {
      let members = racks[first..<min(first + leaf, racks.count)]
      near += Dictionary(grouping: members) { $0 }.values.map(\.count).max() ?? 0
    }
  }
  return near
}

@Test func leavesStandWhereMostOfTheirInterfacesAre() throws {
  // Racks of 72 and leaves of 64: 77 776 of 100 000.
  let large = try demand(.fatTree3, 100_000, radix: 128)
  #expect(nearest(large, rack: 72, leaf: 64) == 77_776)
  var mixer = Mixer(9)
  for _ in 0..<300 {
    let topology: Fleet.Topology = [.fatTree3, .railOptimised3, .dragonflyPlus][mixer.whole(0...2)]
    let server = mixer.whole(1...5)
    let isRail = topology == .railOptimised3
    let rack = isRail ? server * mixer.whole(1...20) : mixer.whole(1...100)
    let radix = 2 * mixer.whole(2...40)
    let asked = try demand(
      topology, mixer.whole(1...1500), radix: radix, nics: mixer.whole(1...3), server: server)
    guard let found = try? FleetTopology(asked) else { continue }
    let settings = try fleetSettings([
      (Fleet.accelerators, one(Double(asked.accelerators))),
      (Fleet.acceleratorsPerRack, one(Double(rack))),
      (Fleet.acceleratorsPerServer, one(Double(server))),
    ])
    let parts = FleetLayout(settings).parts(of: 0, found, asked)
    func links(_ kind: LengthClass) -> Int {
      parts.filter { $0.class == kind }.reduce(0) {
        $0 + $1.upper.reduce(0) { $0 + $1.boxes * $1.ports }
      }
    }
    #expect(
      links(.rack) == nearest(asked, rack: rack, leaf: radix / 2), "\(asked), rack \(rack)")
    #expect(LengthClass.allCases.reduce(0) { $0 + links($1) } == found.interfaces)
  }
}

@Test func copperGivesWayWhereLinksLeaveTheirRack() throws {
  let links = FleetLinks(tiers: try ["dac", "lpo", "cpo_b"].map { try fleetLink($0) })
  let report = try FleetReport(try fleetSettings(), links: links)
  #expect(report[Fleet.Measure.copperLinks] == 77_776)
  #expect(try report.items("links_by_length", "rack") == 77_776)
  #expect(report.notes.contains { $0.hasPrefix("warning: 22224 links") && $0.contains("lpo") })
  // Not where it closes, nor without another link.
  let short: [(any SettingKey, NumberMatrix)] = [(Fleet.classLengthM, list([1, 1, 30, 30]))]
  let all = try FleetReport(try fleetSettings(short), links: links)
  #expect(all[Fleet.Measure.copperLinks] == 100_000)
  let alone = FleetLinks(tiers: [try fleetLink("dac")])
  #expect(refusal { _ = try FleetReport(try fleetSettings(), links: alone) }.status == .infeasible)
}

@Test func lengthsFollowTheFloorPlan() throws {
  // A leaf of 64 in racks of 64 has all its interfaces near it, in racks of 16 a quarter.
  let dense = try fleetReport(
    "dsp", [(Fleet.accelerators, one(64 * 64)), (Fleet.acceleratorsPerRack, one(64))])
  #expect(try dense.items("links_by_length", "rack") == 64 * 64)
  let sparse = try fleetReport(
    "dsp", [(Fleet.accelerators, one(64 * 64)), (Fleet.acceleratorsPerRack, one(16))])
  #expect(try sparse.items("links_by_length", "rack") == 16 * 64)
  // Rails: a rack of 72 has nine accelerators of each rank.
  let rails = try fleetReport(
    "dsp",
    [(Fleet.topology, one(3)), (Fleet.accelerators, one(64 * 64)), (Fleet.switchRadix, one(128))])
  #expect(try rails.items("links_by_length", "rack") == 9 * 64)
  let apart = try fleetReport(
    "dsp", [(Fleet.accelerators, one(64 * 64)), (Fleet.leafPlacement, one(1))])
  #expect(try apart.items("links_by_length", "rack") == 0)
  for report in [dense, sparse, rails, apart] {
    #expect(try report.sum("links_by_length") == report[Fleet.Measure.links])
    #expect(try report.sum("links_by_tier") == report[Fleet.Measure.links])
  }
}
