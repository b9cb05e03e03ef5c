/* A sweep in C++: one plan shared by two threads, each of which runs half of the fibre lengths.
 *
 *     c++ -std=c++11 -pthread sweep.cpp $(pkg-config --cflags --libs lightlane) -o sweep
 *     ./sweep             how far the "lpo" preset reaches
 *     ./sweep --digits    the table of the C example, as CSV with every digit
 */
#include <cstdio>
#include <cstring>
#include <iostream>
#include <lightlane/lightlane.hpp>
#include <string>
#include <thread>

namespace {

const std::vector<std::int32_t> metrics = {
    LIGHTLANE_METRIC_BER,
    LIGHTLANE_METRIC_MARGIN_DB,
    LIGHTLANE_METRIC_POWER_OPTICS_W,
    LIGHTLANE_METRIC_POWER_IO_W,
    LIGHTLANE_METRIC_ENERGY_OPTICS_PJ_PER_BIT,
    LIGHTLANE_METRIC_ENERGY_IO_PJ_PER_BIT,
    LIGHTLANE_METRIC_LATENCY_NS,
};

/* One vector a metric. The threads write to different halves of the same columns. */
std::vector<std::vector<double>> sweep(const lightlane::Plan &plan, std::vector<double> length_m) {
  const std::size_t rows = length_m.size(), half = rows / 2;
  std::vector<std::vector<double>> columns(plan.metric_count(), std::vector<double>(rows));
  std::string problem;
  const auto part = [&](std::size_t first, std::size_t count) {
    std::vector<lightlane::View<double>> outputs;
    for (auto &column : columns)
      outputs.emplace_back(column.data() + first, count);
    plan.run({lightlane::View<const double>(length_m.data() + first, count)}, outputs);
  };
  std::thread other([&] {
    try {
      part(0, half);
    } catch (const lightlane::Error &error) {
      problem = error.what();
    }
  });
  try {
    part(half, rows - half);
  } catch (...) {
    other.join();
    throw;
  }
  other.join();
  if (!problem.empty())
    throw std::runtime_error(problem);
  return columns;
}

void print_digits(const lightlane::Plan &plan) {
  const std::vector<double> length_m = {10, 100, 500, 1000, 2000};
  const auto columns = sweep(plan, length_m);
  std::printf("fiber_length_m");
  for (const std::int32_t metric : metrics)
    std::printf(",%s", lightlane::metric(metric).name);
  for (std::size_t row = 0; row < length_m.size(); ++row) {
    std::printf("\n%.17g", length_m[row]);
    for (const auto &column : columns)
      std::printf(",%.17g", column[row]);
  }
  std::printf("\n");
}

void print_reach(const lightlane::Plan &plan) {
  std::vector<double> length_m;
  for (int metres = 0; metres <= 40000; metres += 5)
    length_m.push_back(metres);
  const auto margin_db = sweep(plan, length_m)[1];
  std::size_t last = 0;
  while (last + 1 < length_m.size() && margin_db[last + 1] >= 0)
    ++last;
  std::printf("%zu rows: margin %.2f dB at 0 m, it lasts for %.0f m\n", length_m.size(),
              margin_db[0], length_m[last]);
}

} // namespace

int main(int argc, char **argv) {
  try {
    const lightlane::Link link("lpo");
    const lightlane::Plan plan(link, {LIGHTLANE_PARAMETER_FIBER_LENGTH_M}, metrics);
    if (argc > 1 && std::strcmp(argv[1], "--digits") == 0)
      print_digits(plan);
    else
      print_reach(plan);
  } catch (const std::exception &error) {
    std::cerr << "sweep: " << error.what() << "\n";
    return 1;
  }
}
