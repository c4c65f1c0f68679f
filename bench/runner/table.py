# SPDX-License-Identifier: Apache-2.0
"""Tables as Markdown, so that they can be put into docs/performance.md as they are."""


def show(title, heads, rows, notes=()):
    """`rows` are lists of anything that has a text, as long as `heads`."""
    texts = [[str(each) for each in row] for row in rows]
    widths = [max(len(row[i]) for row in [heads, *texts]) for i in range(len(heads))]

    def line(cells):
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"

    print(f"\n### {title}\n")
    print(line(heads))
    print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    for row in texts:
        print(line(row))
    for note in notes:
        print("\n" + note)
    print(flush=True)


def times(figure, base):
    """How many times as much as `base` that is."""
    return "-" if base is None or base.median == 0 else f"{figure.median / base.median:.2f} x"
