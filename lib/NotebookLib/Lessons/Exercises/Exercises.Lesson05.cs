namespace NotebookLib;

/// <summary>From counts (V, V), row a word and column a word near it, to their PMI in nats, (V, V).</summary>
public delegate float[,] PmiFunction(float[,] counts);

/// <summary>
/// The row of a table (V, C) that is to row <paramref name="c"/> as row <paramref name="b"/> is to row
/// <paramref name="a"/>.
/// </summary>
public delegate int AnalogyFunction(Tensor table, int a, int b, int c);

public static partial class Exercises
{
    /// <summary>Lesson 05: pointwise mutual information, both signs, 0 where two words never meet.</summary>
    public static Exercise<PmiFunction, float[,]> Pmi => field ??= new("PMI", counts => PmiWith(counts),
        [
            PmiCase("two words that meet only themselves", new float[,] { { 2, 0 }, { 0, 2 } }),
            PmiCase("all as often as by chance", new float[,] { { 1, 2 }, { 3, 6 } }),
            PmiCase("more often and less often than by chance", new float[,] { { 3, 1 }, { 1, 3 } }),
            PmiCase("three words, one of which has no company", new float[,] { { 4, 1, 0 }, { 0, 0, 0 }, { 2, 3, 6 } },
                shown: false),
            PmiCase("four words, rows and columns with different sums",
                new float[,] { { 5, 1, 2, 9 }, { 3, 8, 1, 1 }, { 1, 2, 7, 4 }, { 20, 6, 3, 2 } }, shown: false),
        ],
        [
            new("you took counts for probabilities; divide each of them by the total first",
                counts => PmiWith(counts, c => Math.Log(c.Pair / (c.Row * c.Column)))),
            new("you divided the pair's count alone by the total; the counts of the words need it, too",
                counts => PmiWith(counts, c => Math.Log(c.Pair / c.Total / (c.Row * c.Column)))),
            new("you took row sums twice; a column has a sum of its own",
                counts => PmiWith(counts, c => Math.Log(c.Pair * c.Total / (c.Row * c.RowOfColumn)))),
            new("you took column sums twice; a row has a sum of its own",
                counts => PmiWith(counts, c => Math.Log(c.Pair * c.Total / (c.ColumnOfRow * c.Column)))),
            new("you exchanged the sums: the first word has a row, the second a column",
                counts => PmiWith(counts, c => Math.Log(c.Pair * c.Total / (c.ColumnOfRow * c.RowOfColumn)))),
            new("you took logarithms to base 2; here they are natural",
                counts => PmiWith(counts, c => Math.Log2(c.Chance))),
            new("you took logarithms to base 10; here they are natural",
                counts => PmiWith(counts, c => Math.Log10(c.Chance))),
            new("you gave how many times as often as by chance; take its logarithm",
                counts => PmiWith(counts, c => c.Chance)),
            new("you divided the wrong way round: more often than by chance is positive",
                counts => PmiWith(counts, c => -Math.Log(c.Chance))),
            new("you left out how frequent the second word is: that is its chance beside the first",
                counts => PmiWith(counts, c => Math.Log(c.Pair / c.Row))),
            new("you left out how frequent the first word is: that is its chance beside the second",
                counts => PmiWith(counts, c => Math.Log(c.Pair / c.Column))),
            new("you left out both words' frequencies: that is the pair's probability alone",
                counts => PmiWith(counts, c => Math.Log(c.Pair / c.Total))),
            new("you dropped the sign; less often than by chance is negative",
                counts => PmiWith(counts, c => Math.Abs(Math.Log(c.Chance)))),
            new("you took off ln 5 as well; that belongs to the game, and not to PMI",
                counts => PmiWith(counts, c => Math.Log(c.Chance) - Math.Log(5))),
            new("you cut off what is negative; here both signs are kept",
                counts => PmiWith(counts, c => Math.Max(0, Math.Log(c.Chance)))),
            new("you took the logarithm of 0; where two words never meet, 0 is asked for",
                counts => PmiWith(counts, never: double.NaN)),
            new("you added a little to each count; here the counts stay as they are", PmiSmoothed),
            new("you weighted each value by the pair's probability; each stands for itself",
                counts => PmiWith(counts, c => c.Pair / c.Total * Math.Log(c.Chance))),
            new("your total counts cells; it is the sum of all counts",
                counts => PmiWith(counts, c => Math.Log(c.Pair * counts.Length / (c.Row * c.Column)))),
        ],
        alsoRight:
        [
            counts => PmiWith(counts, c => Math.Log(c.Pair / c.Total)
                - Math.Log(c.Row / c.Total) - Math.Log(c.Column / c.Total)),
            PmiOfLibrary,
        ],
        shape: "(V, V)");

    /// <summary>Lesson 05: the row nearest to b − a + c, of rows of length 1, the three inputs left out.</summary>
    public static Exercise<AnalogyFunction, int> Analogy =>
        field ??= new("analogy", (table, a, b, c) => AnalogyWith(table, a, b, c),
        [
            AnalogyCase("five rows of one length", new float[,]
                { { 1, 0, 1, 0 }, { 1, 0, 0, 1 }, { 0, 1, 1, 0 }, { 0, 1, 0, 1 }, { 1, 1, 0, 0 } }, (0, 1, 2)),
            AnalogyCase("five arrows, where the nearest of all is a row of the question", new float[,]
                { { 0, 1 }, { 1, 3 }, { 2, 1 }, { 1, 1 }, { 1, 0 } }, (0, 1, 2)),
            AnalogyCase("five arrows, where the nearest of all is the first row of the question", new float[,]
                { { 1, 0 }, { 1, 1 }, { 1, -1 }, { 2, 1 }, { 3, -1 } }, (0, 1, 2), shown: false),
            AnalogyCase("six arrows, where all answers point away and two are alike: the first of them",
                new float[,] { { 1, 0 }, { 0, 1 }, { 1, 1 }, { 1, -1 }, { 1, -1 }, { 0, -1 } }, (0, 1, 2),
                shown: false),
            AnalogyCase("six arrows, one of them zeros, where all others point away", new float[,]
                { { 1, 0 }, { 0, 1 }, { 1, 1 }, { 1, -1 }, { 0, 0 }, { 0, -1 } }, (0, 1, 2), shown: false),
            AnalogyCase("a question whose third row is zeros", new float[,]
                { { 4, 3 }, { -1, 2 }, { 0, 1 }, { 0, 0 }, { 1, -1 }, { 2, 1 } }, (2, 0, 3), shown: false),
            AnalogyCase("nine rows of three numbers, one of them zeros", new float[,]
                {
                    { 2, -3, 4 }, { 0, 0, 0 }, { -2, 2, 2 }, { 2, 4, 4 }, { -1, 0, -1 }, { 2, -4, 1 }, { 1, 0, 2 },
                    { 3, -4, 5 }, { 3, -2, -4 },
                }, (6, 3, 8), shown: false),
            AnalogyCase("nine rows, the last one zeros", new float[,]
                {
                    { -4, 4, -3 }, { 1, 0, 0 }, { 4, 4, 2 }, { 4, 0, 2 }, { -3, 5, 4 }, { 4, -2, 5 }, { 4, 1, 2 },
                    { 5, 5, 4 }, { 0, 0, 0 },
                }, (0, 3, 2), shown: false),
            AnalogyCase("nine rows, where the answer is the first", new float[,]
                {
                    { 5, 2, 2 }, { 3, -2, -3 }, { -2, -2, -2 }, { -2, -4, -1 }, { 0, 0, 0 }, { 1, 2, 1 }, { 1, -1, 2 },
                    { -1, -1, 4 }, { 5, 2, -2 },
                }, (3, 8, 6), shown: false),
            AnalogyCase("eleven rows of four numbers", new float[,]
                {
                    { 2, 3, -4, 2 }, { -1, 5, 0, 3 }, { 5, -2, -2, -2 }, { 5, -3, 3, 5 }, { 1, 1, -4, 0 },
                    { -3, -2, 3, 4 }, { -1, 5, -4, 3 }, { -3, -3, 4, 5 }, { 5, 2, 0, 2 }, { -3, -1, 3, 0 },
                    { 4, 0, 5, 2 },
                }, (1, 2, 9), shown: false),
        ],
        [
            new("you let the three rows of the question be answers; the nearest is often one of them",
                (table, a, b, c) => AnalogyWith(table, a, b, c, without: [])),
            new("you left rows of zeros out; they are answers, too, and their cosine counts as 0",
                (table, a, b, c) => AnalogyWith(table, a, b, c, like: (row, target) =>
                    Array.TrueForAll(row, v => v == 0) ? double.NegativeInfinity : Dot(row, target))),
            new("you left out the third row alone; the first two are no answers, either",
                (table, a, b, c) => AnalogyWith(table, a, b, c, without: [c])),
            new("you left out the second row alone; the first and the third are no answers, either",
                (table, a, b, c) => AnalogyWith(table, a, b, c, without: [b])),
            new("you took dot products of the rows as they are, and long ones win: bring them to length 1",
                (table, a, b, c) => AnalogyWith(table, a, b, c, added: AsIs, compared: AsIs)),
            new("you added the rows as they are; bring each to length 1 first",
                (table, a, b, c) => AnalogyWith(table, a, b, c, added: AsIs)),
            new("you brought rows to length 1 for the sum; those that you compare with it need it, too",
                (table, a, b, c) => AnalogyWith(table, a, b, c, compared: AsIs)),
            new("you took the nearest by distance; the angle counts, not the length",
                (table, a, b, c) => AnalogyWith(table, a, b, c, added: AsIs, compared: AsIs, like: Nearness)),
            new("you exchanged the first two: it is the second, less the first, plus the third",
                (table, a, b, c) => AnalogyWith(table, b, a, c)),
            new("you exchanged the first and the third: it is the second, less the first, plus the third",
                (table, a, b, c) => AnalogyWith(table, c, b, a)),
            new("you left the third out: add it to the difference of the first two",
                (table, a, b, c) => AnalogyWith(table, a, b, c, signs: (-1, 1, 0))),
            new("you left the first out: take it away from the second",
                (table, a, b, c) => AnalogyWith(table, a, b, c, signs: (0, 1, 1))),
            new("you added all three; the first one is taken away",
                (table, a, b, c) => AnalogyWith(table, a, b, c, signs: (1, 1, 1))),
            new("you took the third away; it is added",
                (table, a, b, c) => AnalogyWith(table, a, b, c, signs: (-1, 1, -1))),
            new("you divided a row of zeros by its length; a sum with what is no number compares with nothing",
                (table, a, b, c) => AnalogyWith(table, a, b, c, added: Divided, compared: Divided)),
            new("you divided a row of zeros by its length; what is no number beat all numbers in the comparison",
                (table, a, b, c) => AnalogyWith(table, a, b, c, added: Divided, compared: Divided, like: LikeOrNone)),
            new("you counted anew without the three rows; the answer is a row of the whole table",
                (table, a, b, c) => Without(AnalogyWith(table, a, b, c), a, b, c)),
            new("you took the row that is least alike",
                (table, a, b, c) => AnalogyWith(table, a, b, c, like: (row, target) => -Dot(row, target))),
            new("you dropped the sign of the cosine: the opposite direction is not alike",
                (table, a, b, c) => AnalogyWith(table, a, b, c, like: (row, target) => Math.Abs(Dot(row, target)))),
            new("you took the nearest to the second row, with no arithmetic",
                (table, a, b, c) => AnalogyWith(table, a, b, c, signs: (0, 1, 0))),
            new("you took the nearest to the third row, with no arithmetic",
                (table, a, b, c) => AnalogyWith(table, a, b, c, signs: (0, 0, 1))),
        ],
        alsoRight: [AnalogyOfLibrary, AnalogyByTensors]);

    /// <summary>Lesson 05, by hand: the PMI of a pair met 12 times of 2,000, its words 50 and 32 times.</summary>
    public static NumberExercise TogetherByChance => field ??= new("together by chance", Math.Log(15), decimals: 2,
        ("you gave how many times as often as by chance; take its logarithm", 15),
        ("you divided whole numbers: 12 / 2000 is 0 in C#; write 12.0", double.NegativeInfinity),
        ("you gave the score of the game, with its five random pairs; PMI knows nothing of them", Math.Log(3)),
        ("you took base 2; here logarithms are natural", Math.Log2(15)),
        ("you took base 10; here logarithms are natural", Math.Log10(15)),
        ("you divided the wrong way round: more often than by chance is positive", -Math.Log(15)),
        ("you took the logarithm of the pair's probability alone", Math.Log(12 / 2000.0)),
        ("you forgot the 2,000: divide each count by it first", Math.Log(12 / (50.0 * 32))),
        ("you divided the pair's count alone by 2,000", Math.Log(12 / 2000.0 / (50 * 32))),
        ("you left out how frequent `kitten` is", Math.Log(12 / 50.0)),
        ("you left out how frequent `red` is", Math.Log(12 / 32.0)));
}
