namespace NotebookLib;

/// <summary>Where a head looked for one dependency of a story.</summary>
/// <param name="Story">The story.</param>
/// <param name="Dependency">The dependency.</param>
/// <param name="Choice">The place of the word with the head's largest weight, −1 for the token before the
/// story.</param>
public sealed record HeadCase(Story Story, Dependency Dependency, int Choice)
{
    /// <summary>The word that depends on an earlier one.</summary>
    public string Word => Story.Words[Dependency.Position];

    /// <summary>The word before it, whose row has to predict it; empty where it begins the story.</summary>
    public string WordBefore => Dependency.Position == 0 ? "" : Story.Words[Dependency.Position - 1];

    /// <summary>Whether the head looked at the word that it depends on.</summary>
    public bool Hits => Choice == Dependency.Source;
}
