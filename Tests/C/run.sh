#!/usr/bin/env bash
# Builds and runs the contract tests: run.sh LIBRARY_FOLDER OUTPUT_FOLDER. Each runs plain and
# under valgrind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
library=$(realpath "$1")
output=$2
mkdir -p "$output"

warnings=(-Wall -Wextra -Wpedantic -Wconversion -Werror)
link=(-L"$library" -llightlane -Wl,-rpath,"$library" -pthread -lm)
programs=()
for source in Tests/C/*.c; do
  name=$(basename "$source" .c)
  gcc -std=c99 -D_POSIX_C_SOURCE=200809L -O1 -g "${warnings[@]}" -Iinclude "$source" -o "$output/$name" "${link[@]}"
  programs+=("$name")
done
for standard in 11 17 20; do
  g++ -std=c++$standard -O1 -g "${warnings[@]}" -Wshadow -Iinclude Tests/C/wrapper.cpp \
    -o "$output/wrapper_cpp$standard" "${link[@]}"
  programs+=("wrapper_cpp$standard")
done

passed=0
failed=0
# Runs one program, shows what it says, and adds its closing line "N passed, N failed" to the
# sums. A program that
# ends badly with nothing failed (a crash, an error that valgrind saw) counts as one failure.
count() {
  local said closing p=0 f=0 ended=0
  said=$("${@:2}" 2>&1) || ended=$?
  closing=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' <<<"$said" || true)
  [ -z "$closing" ] || read -r p _ f _ <<<"$closing"
  if [ -z "$closing" ] || { [ "$ended" != 0 ] && [ "$f" = 0 ]; }; then
    f=$((f + 1))
    closing="exit code $ended"
  fi
  printf '%-28s %s\n' "$1" "$closing"
  grep -vE '^[0-9]+ passed, [0-9]+ failed$' <<<"$said" | head -40 || true
  passed=$((passed + p))
  failed=$((failed + f))
}

for name in "${programs[@]}"; do
  count "$name" timeout 300 "$output/$name"
done
if command -v valgrind >/dev/null; then
  for name in introspection link network com plan columns report settings fec ten_gigabit wrapper_cpp11; do
    count "$name, valgrind" timeout 300 valgrind --quiet --leak-check=full --errors-for-leak-kinds=definite \
      --show-leak-kinds=definite --error-exitcode=9 "$output/$name"
  done
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
