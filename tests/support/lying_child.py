"""In the place of the process that reads spreadsheets: answers with what the uploaded file says."""

import os
import sys


def main() -> None:
    file = int(sys.argv[1])
    answer = os.pread(file, os.fstat(file).st_size, 0)
    for _ in sys.stdin:
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
