namespace NotebookLib;

/// <summary>Lesson 04: ways to join pairs, right and wrong.</summary>
public static partial class Exercises
{
    /// <summary>Joins neighbours.</summary>
    /// <param name="ids">The text.</param>
    /// <param name="joins">Which neighbours.</param>
    /// <param name="by">What stands in their place.</param>
    /// <param name="used">How many ids are used up by a pair.</param>
    /// <param name="first">Where the first pair may begin.</param>
    /// <param name="most">In how many places.</param>
    /// <param name="end">How many ids at the end are not looked at.</param>
    /// <param name="margin">How many pairs at the end are not looked for.</param>
    private static int[] MergeWhere(
        int[] ids, Func<int, int, bool> joins, int[] by, int used = 2, int first = 0, int most = int.MaxValue,
        int end = 0, int margin = 0)
    {
        List<int> merged = [];
        for (int i = 0; i < ids.Length - end;)
        {
            bool isPair = i >= first && most > 0 && i + 1 < ids.Length - margin && joins(ids[i], ids[i + 1]);
            if (isPair) most--;
            merged.AddRange(isPair ? by : [ids[i]]);
            i += isPair ? used : 1;
        }
        return [.. merged];
    }

    private static int[] MergeAll(int[] ids, (int, int) pair, int id) =>
        MergeWhere(ids, (a, b) => (a, b) == pair, [id]);

    private static int[] MergeFirst(int[] ids, (int, int) pair, int id) =>
        MergeWhere(ids, (a, b) => (a, b) == pair, [id], most: 1);

    private static int[] MergeLast(int[] ids, (int Left, int Right) pair, int id) =>
        Reversed(MergeFirst(Reversed(ids), (pair.Right, pair.Left), id));

    private static int[] MergeFromRight(int[] ids, (int Left, int Right) pair, int id) =>
        Reversed(MergeAll(Reversed(ids), (pair.Right, pair.Left), id));

    private static int[] MergeInList(int[] ids, (int Left, int Right) pair, int id)
    {
        List<int> merged = [.. ids];
        for (int i = 0; i + 1 < merged.Count; i++)
        {
            if (merged[i] != pair.Left || merged[i + 1] != pair.Right) continue;
            merged[i] = id;
            merged.RemoveAt(i + 1);
        }
        return [.. merged];
    }

    private static int[] Reversed(int[] ids) => [.. ids.AsEnumerable().Reverse()];

    /// <summary>Joins a known pair, chosen among all in the text from left to right, until there is none.</summary>
    private static int[] EncodeWith(
        int[] ids, Dictionary<(int, int), int> learned, Func<(int, int)[], (int, int)> choose,
        Func<int[], (int, int), int, int[]>? join = null, int rounds = int.MaxValue)
    {
        while (rounds-- > 0)
        {
            (int, int)[] known = [.. Neighbours(ids).Where(learned.ContainsKey)];
            if (known.Length == 0) break;
            (int, int) chosen = choose(known);
            ids = (join ?? MergeAll)(ids, chosen, learned[chosen]);
        }
        return ids;
    }

    private static IEnumerable<(int, int)> Neighbours(int[] ids) => ids.Zip(ids.Skip(1));

    private static IEnumerable<KeyValuePair<(int, int), int>> InOrder(Dictionary<(int, int), int> learned) =>
        learned.OrderBy(pair => pair.Value);

    private static int[] EncodeOldPairs(int[] ids, Dictionary<(int, int), int> learned)
    {
        HashSet<(int, int)> old = [.. Neighbours(ids)];
        return InOrder(learned).Where(pair => old.Contains(pair.Key))
            .Aggregate(ids, (text, pair) => MergeAll(text, pair.Key, pair.Value));
    }

    private static int[] EncodeInOnePass(int[] ids, Dictionary<(int, int), int> learned)
    {
        List<int> encoded = [];
        for (int i = 0; i < ids.Length; i++)
        {
            bool isKnown = i + 1 < ids.Length && learned.TryGetValue((ids[i], ids[i + 1]), out _);
            encoded.Add(isKnown ? learned[(ids[i], ids[i + 1])] : ids[i]);
            if (isKnown) i++;
        }
        return [.. encoded];
    }

    private static int[] EncodeLongest(int[] ids, Dictionary<(int, int), int> learned)
    {
        Dictionary<int, int[]> spelled = [];
        int[] Spelled(int id) => spelled.TryGetValue(id, out int[]? parts) ? parts : [id];
        foreach (var ((left, right), id) in InOrder(learned)) spelled[id] = [.. Spelled(left), .. Spelled(right)];
        List<int> encoded = [];
        for (int i = 0; i < ids.Length;)
        {
            int id = spelled.Keys.Where(k => ids.AsSpan(i).StartsWith(spelled[k]))
                .DefaultIfEmpty(ids[i]).MaxBy(k => Spelled(k).Length);
            encoded.Add(id);
            i += Spelled(id).Length;
        }
        return [.. encoded];
    }

    /// <summary>Sixty ids, 1 to 3.</summary>
    private static int[] Long()
    {
        var random = new Random(17);
        return [.. Enumerable.Range(0, 60).Select(_ => random.Next(1, 4))];
    }

    /// <summary>Eight merges that were learned from other ids of the same kind, most frequent first.</summary>
    private static Dictionary<(int, int), int> Trained()
    {
        var random = new Random(18);
        int[] ids = [.. Enumerable.Range(0, 60).Select(_ => random.Next(1, 4))];
        Dictionary<(int, int), int> learned = [];
        for (int id = 10; id < 18; id++)
        {
            (int, int) pair = Neighbours(ids).CountBy(p => p).MaxBy(c => c.Value).Key;
            ids = MergeAll(ids, pair, learned[pair] = id);
        }
        return learned;
    }

    private static Case<PairMergeFunction, int[]> PairCase(
        string given, int[] ids, (int, int) pair, bool shown = true) =>
        new(given, (merge, inputs) =>
            merge(inputs.Give("ids", ids), inputs.Give("pair", pair), inputs.Give("id", 9)), shown);

    private static Case<EncodeFunction, int[]> EncodeCase(
        string given, int[] ids, Func<Dictionary<(int, int), int>> learned, bool shown = true) =>
        new(given, (encode, inputs) =>
            encode(inputs.Give("ids", ids), inputs.Give("learned", learned())), shown);
}
