using System.Collections;

namespace NotebookLib;

/// <summary>
/// Which head looks where a word comes from: the weights of every head, scored by the dependencies that
/// <see cref="StoryGrammar"/> knows.
/// </summary>
/// <remarks>
/// A score alone proves little: where the source always stands 4 words back, a head that counts to 4 scores 1. So
/// beside each kind stands what the best fixed distance would score (Clark et al. 2019, "What Does BERT Look At?",
/// §4.2). A gap in the positions tells more: it moves the source away from where counting looks, and leaves the words,
/// so it does not change the baseline: a head that counts falls below it, one that knows the word stays.
/// <para> What each kind asks, in the row that predicts the word. Name, Noun, Adjective: does the head look at the
/// place where the word that comes was last said? Antecedent: at the noun that the adjective made "it", rival the other
/// noun? Gender and Number: at the name or subject that decides between She and He, was and were? Pronoun is different:
/// its word is the adjective that decides, its source the noun that fits it, and before the adjective is said nothing
/// tells which noun that will be. A head cannot know it there, and one that always looks at one of the two nouns hits
/// about half. With <see cref="ScoredRow.OfTheWord"/> it asks whether the adjective, once read, looks at its noun.
/// </para>
/// </remarks>
[TypeFormatterSource(typeof(HeadScoresFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class HeadScores : IReadOnlyList<KindScores>
{
    private readonly KindScores[] kinds;

    private HeadScores(KindScores[] kinds) => this.kinds = kinds;

    /// <summary>Reads stories and looks where every head looks.</summary>
    /// <param name="gpt">The model. It reads each story behind <paramref name="start"/>, so that place t of its input
    /// holds word t − 1.</param>
    /// <param name="stories">The stories; their dependencies are what is scored.</param>
    /// <param name="gap">How many positions are left out after each source, so that all that follows seems farther
    /// away; 0 for none. Each dependency is then read by itself.</param>
    /// <param name="row">Which row of the weights is asked.</param>
    /// <param name="start">The token that stands before each story.</param>
    /// <exception cref="ArgumentException">There is no dependency, the gap is negative or so large that no position
    /// lies behind it, the start is no token, or the model cannot read a story: learned positions end.</exception>
    public static HeadScores Of(Gpt gpt, IEnumerable<Story> stories, int gap = 0, ScoredRow row = ScoredRow.Predicting,
        int start = 0)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(stories);
        if (gap < 0) throw new ArgumentException($"gap: expected 0 or more positions; got {gap}.", nameof(gap));
        gpt.Config.RequireToken(start, nameof(start));
        var tallies = new SortedDictionary<DependencyKind, Tally>();
        foreach (Story story in stories)
        {
            if (story.Dependencies.Count == 0) continue;
            int[] input = [start, .. story.Tokens];
            if (gap > int.MaxValue - input.Length)
                throw new ArgumentException($"gap: expected at most {int.MaxValue - input.Length}, behind which "
                    + $"{input.Length} positions can be counted; got {gap}.", nameof(gap));
            IReadOnlyList<Tensor>? even = gap == 0 ? gpt.Attend(input) : null;
            foreach (Dependency dependency in story.Dependencies)
            {
                IReadOnlyList<Tensor> weights = even
                    ?? gpt.Attend(input,
                        positions: [.. input.Select((_, place) =>
                            place <= dependency.Source + 1 ? place : place + gap)]);
                if (!tallies.TryGetValue(dependency.Kind, out Tally? tally))
                    tallies[dependency.Kind] = tally = new Tally(gpt.Config.Layers, gpt.Config.Heads);
                tally.Add(dependency, weights, Row(dependency, row));
            }
        }
        if (tallies.Count == 0)
            throw new ArgumentException("stories: expected at least one dependency; got none.", nameof(stories));
        return new HeadScores([.. tallies.Select(t => t.Value.Scores(t.Key))]);
    }

    /// <summary>
    /// Where a head looked for each dependency of a story: the word with its largest weight, −1 for the token before
    /// the story.
    /// </summary>
    /// <param name="story">The story.</param>
    /// <param name="trace">A run over the token before the story and the story:
    /// <c>gpt.Trace([0, .. story.Tokens])</c>.</param>
    /// <param name="head">The head.</param>
    /// <param name="row">Which row of the weights is asked.</param>
    /// <exception cref="ArgumentException">The run is of another length, or the part is no head of its
    /// model.</exception>
    public static int[] Choices(Story story, ForwardTrace trace, Part head, ScoredRow row = ScoredRow.Predicting)
    {
        ArgumentNullException.ThrowIfNull(story);
        ArgumentNullException.ThrowIfNull(trace);
        if (head.Kind != PartKind.Head)
            throw new ArgumentException($"head: expected a head; got {head}.", nameof(head));
        Tensor weights = trace.Weights(head.Layer);
        if (head.HeadIndex >= weights.Shape[0])
            throw new ArgumentException($"head: expected a head from 0 to {weights.Shape[0] - 1}; got {head}.",
                nameof(head));
        if (weights.Shape[1] != story.Tokens.Count + 1)
            throw new ArgumentException($"trace: expected {story.Tokens.Count + 1} tokens, the story and one before "
                + $"it; got {weights.Shape[1]}.", nameof(trace));
        return [.. story.Dependencies.Select(d => Largest(weights, head.HeadIndex, Row(d, row)) - 1)];
    }

    /// <summary>The dependencies of one kind, one by one, with where a head looked: what an average hides.</summary>
    /// <param name="gpt">The model. It reads each story behind token 0.</param>
    /// <param name="stories">The stories.</param>
    /// <param name="head">The head.</param>
    /// <param name="kind">Which dependencies.</param>
    /// <exception cref="ArgumentException">The part is no head of the model, or it cannot read a story.</exception>
    public static IReadOnlyList<HeadCase> Cases(Gpt gpt, IEnumerable<Story> stories, Part head, DependencyKind kind)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(stories);
        return
        [
            .. from story in stories
               let choices = Choices(story, gpt.Trace([0, .. story.Tokens]), head)
               from dependency in story.Dependencies.Index()
               where dependency.Item.Kind == kind
               select new HeadCase(story, dependency.Item, choices[dependency.Index]),
        ];
    }

    /// <summary>The scores of a kind: <c>scores[DependencyKind.Noun].Hits</c>.</summary>
    /// <exception cref="ArgumentException">The stories have no such dependency.</exception>
    public KindScores this[DependencyKind kind] => Array.Find(kinds, k => k.Kind == kind)
        ?? throw new ArgumentException($"kind: expected one of {string.Join(", ", kinds.Select(k => k.Kind))}; "
            + $"got {kind}.", nameof(kind));

    /// <inheritdoc/>
    public KindScores this[int index] => kinds[index];

    /// <inheritdoc/>
    public int Count => kinds.Length;

    /// <summary>All hits, (kinds, L, H): kinds in the order of this list.</summary>
    public Tensor Hits => Tensor.Stack(0, [.. kinds.Select(k => k.Hits)]);

    /// <inheritdoc/>
    public IEnumerator<KindScores> GetEnumerator() => kinds.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The best head of each kind, and what a fixed distance would score, as text in columns.</summary>
    public override string ToString() => Table().ToString();

    /// <summary>The best head of each kind, and what a fixed distance would score, as a table.</summary>
    public string ToHtml() => Table().ToHtml();

    /// <summary>
    /// The place in the input whose weights are asked: word t stands at place t + 1, and the row before predicts it.
    /// </summary>
    private static int Row(Dependency dependency, ScoredRow row) =>
        dependency.Position + (row == ScoredRow.Predicting ? 0 : 1);

    /// <summary>
    /// The place with the largest weight; the first of equals, so that a head that weighs all alike hits nothing.
    /// </summary>
    private static int Largest(Tensor weights, int head, int row)
    {
        int length = weights.Shape[2];
        ReadOnlySpan<float> asked = weights.Values.Slice((head * length + row) * length, length);
        int largest = 0;
        for (int i = 1; i < length; i++)
            if (asked[i] > asked[largest]) largest = i;
        return largest;
    }

    private TextTable Table() =>
        new(["kind", "cases", "best head", "it hits", "best fixed distance", "that hits", "source above rival"],
            [.. kinds.Select(Line)]);

    private static string[] Line(KindScores k) =>
        [k.Kind.ToString(), $"{k.Count}", k.Best.ToString(), Quantity.Fixed(k[k.Best], 2), $"{k.Offset} back",
            Quantity.Fixed(k.Baseline, 2),
            k.RivalCount == 0
                ? ""
                : $"{Quantity.Fixed(k.AboveRival[k.Best.Layer, k.Best.HeadIndex], 2)} of {k.RivalCount}"];

    /// <summary>Counts the hits of one kind.</summary>
    private sealed class Tally(int layers, int heads)
    {
        private readonly int[] hits = new int[layers * heads], above = new int[layers * heads];
        private readonly SortedDictionary<int, int> distances = [];
        private int count, rivals;

        public void Add(Dependency dependency, IReadOnlyList<Tensor> weights, int row)
        {
            count++;
            if (dependency.Rival is not null) rivals++;
            int distance = dependency.Position - dependency.Source;
            distances[distance] = distances.GetValueOrDefault(distance) + 1;
            for (int layer = 0; layer < layers; layer++)
                for (int head = 0; head < heads; head++)
                {
                    Tensor all = weights[layer];
                    if (Largest(all, head, row) == dependency.Source + 1) hits[layer * heads + head]++;
                    if (dependency.Rival is { } rival
                        && all[head, row, dependency.Source + 1] > all[head, row, rival + 1])
                        above[layer * heads + head]++;
                }
        }

        public KindScores Scores(DependencyKind kind)
        {
            (int distance, int often) = distances.MaxBy(d => d.Value);
            return new(kind, count, Shares(hits, count), distance, (double)often / count, rivals,
                Shares(above, rivals));
        }

        private Tensor Shares(int[] counts, int of) =>
            new([.. counts.Select(c => of == 0 ? float.NaN : (float)c / of)], layers, heads);
    }
}

internal sealed class HeadScoresFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<HeadScores>("text/html", scores => scores.ToHtml()),
            new ValueFormatter<HeadScores>("text/plain", scores => scores.ToString())];
}
