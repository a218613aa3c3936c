using System.Runtime.InteropServices;
using System.Text;

namespace NotebookLib;

/// <summary>The counting behind <see cref="BytePairTokenizer.Train(string, int, SplitPattern)"/>.</summary>
/// <remarks>
/// Equal words are counted once, with how often they occur; after a merge only the words that held the pair are counted
/// again. Counting everything afresh after each merge gives the same merges (a test holds the two against each other)
/// in a hundred times the time.
/// </remarks>
internal sealed class BytePairTraining
{
    private readonly int[][] words;
    private readonly int[] frequencies;
    private readonly Dictionary<(int Left, int Right), int> counts = [];
    // the words in which a pair stands, or once stood
    private readonly Dictionary<(int Left, int Right), HashSet<int>> holders = [];
    private readonly List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];

    public BytePairTraining(IEnumerable<string> text)
    {
        var distinct = text.CountBy(word => word).ToArray();
        words = [.. distinct.Select(word => Encoding.UTF8.GetBytes(word.Key).Select(b => (int)b).ToArray())];
        frequencies = [.. distinct.Select(word => word.Value)];
        for (int w = 0; w < words.Length; w++) Count(w, frequencies[w]);
    }

    public IReadOnlyList<BytePairMerge> Learn(int mergeCount)
    {
        var merges = new List<BytePairMerge>();
        while (merges.Count < mergeCount && MostFrequent() is { Count: >= 2 } best)
        {
            Interruption.Check();
            tokens.Add([.. tokens[best.Left], .. tokens[best.Right]]);
            var merge = new BytePairMerge(best.Left, best.Right, tokens.Count - 1, best.Count, Text(best.Left),
                Text(best.Right), Text(tokens.Count - 1));
            Apply(merge);
            merges.Add(merge);
        }
        return merges;
    }

    private void Apply(BytePairMerge merge)
    {
        foreach (int w in holders[(merge.Left, merge.Right)].ToArray())
        {
            if (!merge.AppliesTo(words[w])) continue;
            Count(w, -frequencies[w]);
            words[w] = merge.Apply(words[w]);
            Count(w, frequencies[w]);
        }
    }

    private void Count(int w, int change)
    {
        Interruption.Check();
        int[] word = words[w];
        for (int i = 0; i + 1 < word.Length; i++)
        {
            (int, int) pair = (word[i], word[i + 1]);
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, pair, out _);
            count += change;
            if (count == 0) counts.Remove(pair);
            if (change <= 0) continue;
            if (!holders.TryGetValue(pair, out HashSet<int>? holding)) holders.Add(pair, holding = []);
            holding.Add(w);
        }
    }

    private (int Left, int Right, int Count) MostFrequent()
    {
        var best = (Left: 0, Right: 0, Count: 0);
        foreach (((int left, int right), int count) in counts)
            if (count > best.Count || (count == best.Count && (left, right).CompareTo((best.Left, best.Right)) < 0))
                best = (left, right, count);
        return best;
    }

    private string Text(int id) => Tokenizer.Show(tokens[id]);
}
