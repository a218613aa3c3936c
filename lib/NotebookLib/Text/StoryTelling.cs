namespace NotebookLib;

/// <summary>A story while it is told or read, word by word: what was said, and what can come next.</summary>
internal sealed class StoryTelling
{
    private readonly Stack<StoryPart> ahead = [];
    private readonly StoryMemory memory = [];
    private readonly List<string> words = [];
    private readonly List<Dependency> dependencies = [];

    public StoryTelling(StoryPart story) => ahead.Push(story);

    public bool Ended => ahead.Count == 0;

    public IReadOnlyList<string> Words => words;

    public IReadOnlyList<Dependency> Dependencies => dependencies;

    /// <summary>
    /// Every word that can come next, with its probability given all words before. They are distinct and sum to 1.
    /// </summary>
    public List<(string Word, double Probability)> Next()
    {
        var next = new List<(string, double)>();
        Collect(ahead.Peek(), 1);
        return next;

        void Collect(StoryPart part, double probability)
        {
            switch (part)
            {
                case InOrder order: Collect(order.Parts[0], probability); break;
                case OneOf choice:
                    foreach ((double p, StoryPart alternative) in choice.Alternatives)
                        Collect(alternative, probability * p);
                    break;
                case StoryWord word:
                    IReadOnlyList<string> options = word.Options(memory);
                    foreach (string option in options) next.Add((option, probability / options.Count));
                    break;
            }
        }
    }

    /// <summary>Goes on by one word, which must be one of <see cref="Next"/>.</summary>
    public void Tell(string said)
    {
        while (true)
        {
            switch (ahead.Pop())
            {
                case InOrder order:
                    for (int i = order.Parts.Length - 1; i >= 0; i--) ahead.Push(order.Parts[i]);
                    break;
                case OneOf choice:
                    ahead.Push(choice.Alternatives.First(a => BeginsWith(a.Part, said)).Part);
                    break;
                case StoryWord word:
                    if (word.Tell(said, words.Count, memory) is { } dependency) dependencies.Add(dependency);
                    words.Add(said);
                    return;
            }
        }
    }

    private bool BeginsWith(StoryPart part, string word) => part switch
    {
        InOrder order => BeginsWith(order.Parts[0], word),
        OneOf choice => choice.Alternatives.Any(a => BeginsWith(a.Part, word)),
        StoryWord single => single.Options(memory).Contains(word),
        _ => false,
    };
}
