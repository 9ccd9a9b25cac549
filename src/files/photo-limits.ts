// Every number the coach judges by, with the reason. Calibrated on the pictures of tests/files/photo-check.test.ts: pages drawn at 200 pixels
// an inch, then blurred, darkened, turned and so on. Lengths are pixels of the picture shrunk to about 640 on its long side: an A4 page at
// 54 pixels an inch, where the noise of a phone is averaged away and blur that hides a character is not.
export const photoLimits = {
  /** The picture is halved until its long side is at most this. */
  longSide: 900,
  /** Side of the squares the page is judged by. */
  tile: 32,

  /** Shorter side of the picture that would be sent. A4 at 110 an inch: a 五号 character (10.5 points) has 16 pixels, the least that tells 遵 from 尊. */
  shortSide: 900,

  /** Depth of ink below its surroundings, in grey levels: less is noise or the pattern of the paper. A blank page taken with much noise stays under 10. */
  inkDepth: 16,
  /** Of the page's deepest ink: the waves of a licence reach 0.25, its words 1. */
  inkShare: 0.35,
  /** Print out of focus may be paler than that: then it must be this deep (in levels, and of the deepest) and this soft. A wave measures 0.5 by its own shape. */
  paleDepth: 10,
  paleShare: 0.1,
  paleSpread: 0.8,
  /** Squares with ink a page has at least: one line of ten characters covers 4. */
  inkTiles: 4,

  /**
   * Spread of an edge (as of a Gauss curve) beyond which a square is blurred. Sharp print measures 0.25 to 0.45. At 200 an inch a blur of 2.5 pixels can be read
   * and gives 0.40 to 0.48, one of 3 strains the eye and gives 0.46 to 0.57, with one of 4 characters of many strokes are guessed: 0.58 to 0.85.
   */
  edgeSpread: 0.58,
  /** The same in one direction only, the other being sharp: the phone was moved. By 3 pixels (of 2400) it is 0.27, by 7 it is 0.43 and can be read, by 15 it is 0.58. */
  shakeSpread: 0.52,
  /** Of the squares with ink: more than this and the whole page is blurred. */
  blurredPage: 0.5,
  /** In a ninth of the page: from this share, and from this many squares with ink. */
  blurredPart: 0.6,
  blurredPartTiles: 4,

  /** Grey level of the paper. Below it print and shadow run together on an officer's screen; at half the light of the good pictures a page has 110. */
  darkPaper: 88,

  /** A spot this bright has lost what stood there. */
  blownOut: 249,
  /** Paper from here on is white by itself (scans, screenshots): then no spot stands out and there is no glare to tell. */
  whitePaper: 242,
  /** Of the picture: a smaller spot hides less than a word, a larger one is the paper. */
  spotShare: [0.004, 0.45],
  /** A reflection fades; the edge of another sheet falls by this share of the way within two steps. */
  hardEdge: 0.72,

  /** Ink that is paler than this on white paper is burnt out. */
  paleInk: 42,

  /** Of the squares: paper, with ink or without; and of neighbouring ones how many differ by at most this share of the white. Pages in any light have 0.92 and more even neighbours, a hall with machines 0.7. What is no page is judged by light and size only. */
  paperShare: 0.45,
  evenStep: 0.06,
  evenShare: 0.85,

  /** Strength of lines lying across of all lines. Print lying upright gives 0.70 and more, tables 0.55; turned by a quarter the rest to 1. */
  sidewaysLines: 0.36,
  /** Squares of 64 with enough ink, for lines to be seen at all. */
  lineBlocks: 4,
} as const
