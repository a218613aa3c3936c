namespace NotebookLib;

/// <summary>A candidate of a beam search as it is drawn.</summary>
/// <param name="Parent">Which node it goes on from: an index among the nodes before it; −1 for the first token.</param>
/// <param name="Token">What the token is called.</param>
/// <param name="Probability">Of the token, given all before it.</param>
/// <param name="LogProbability">ln P of all tokens up to it.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Best">True on the way to the best hypothesis.</param>
internal sealed record BeamNode(int Parent, string Token, double Probability, double LogProbability, BeamFate Fate,
    bool Best);
