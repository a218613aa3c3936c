namespace NotebookLib;

/// <summary>What may come next: any function from what was told so far to the probability of each token.</summary>
/// <remarks>
/// A tree made by hand, <see cref="StoryGrammar.NextProbabilities"/>, counts of pairs: whatever is one can be searched
/// and drawn from as a model can.
/// </remarks>
/// <param name="told">The prompt and what was added to it.</param>
/// <returns>(V,): 0 or more each. They sum to 1, or are all 0 where nothing follows.</returns>
public delegate double[] NextToken(IReadOnlyList<int> told);
