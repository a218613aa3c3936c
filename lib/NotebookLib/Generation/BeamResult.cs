using System.Globalization;

namespace NotebookLib;

/// <summary>A way to go on from a prompt.</summary>
/// <param name="Tokens">The new tokens, without the prompt; the end mark included, if it was reached.</param>
/// <param name="LogProbability">ln P: the sum of the logarithms of their probabilities, no penalty in it.</param>
/// <param name="Score">ln P divided by the length penalty: what hypotheses are ranked by.</param>
public sealed record Hypothesis(IReadOnlyList<int> Tokens, double LogProbability, double Score)
{
    /// <summary>The numbers, in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"[{string.Join(", ", Tokens)}]: ln P {LogProbability:0.000}, score {Score:0.000}");
}

/// <summary>What became of a candidate.</summary>
public enum BeamFate
{
    /// <summary>It was among the likeliest, and is expanded in the next step.</summary>
    Kept,

    /// <summary>There were enough likelier ones.</summary>
    Cut,

    /// <summary>It was among the likeliest, and is complete.</summary>
    Finished,
}

/// <summary>A hypothesis of the step before with one more token.</summary>
/// <param name="Parent">Which one: its place among the <see cref="BeamStep.Candidates"/> of the step before; −1 in the
/// first step, where the prompt alone is there.</param>
/// <param name="Token">The token.</param>
/// <param name="Probability">The token's own probability, given all before it.</param>
/// <param name="LogProbability">ln P of the hypothesis up to and with the token.</param>
/// <param name="Fate">What became of it.</param>
public sealed record BeamCandidate(int Parent, int Token, double Probability, double LogProbability, BeamFate Fate);

/// <summary>One step of a beam search.</summary>
/// <param name="Candidates">The likeliest first; of those cut, the likeliest
/// <see cref="BeamSearch.ShownCuts"/>.</param>
/// <param name="Scored">How many candidates were compared: those that are possible, out of V for each
/// hypothesis.</param>
public sealed record BeamStep(IReadOnlyList<BeamCandidate> Candidates, int Scored);

/// <summary>What a beam search found, and how.</summary>
/// <param name="Finished">Every hypothesis that was finished, the best score first. Only as many as the beam is wide
/// had to be waited for; those beyond are extra.</param>
/// <param name="Unfinished">Those that were still open when the search stopped, the likeliest first; not those that
/// nothing could follow.</param>
/// <param name="Steps">The search, step by step.</param>
public sealed record BeamResult(IReadOnlyList<Hypothesis> Finished, IReadOnlyList<Hypothesis> Unfinished,
    IReadOnlyList<BeamStep> Steps)
{
    /// <summary>The finished hypothesis with the best score.</summary>
    /// <exception cref="InvalidOperationException">None was finished.</exception>
    public Hypothesis Best => Finished.Count > 0 ? Finished[0]
        : throw new InvalidOperationException($"No hypothesis reached the end mark in {Steps.Count} steps; "
            + $"{Unfinished.Count} are unfinished. Allow more tokens, or a wider beam.");

    /// <summary>The best, in one line.</summary>
    public override string ToString() =>
        $"{Finished.Count} finished after {Steps.Count} steps{(Finished.Count > 0 ? $"; best {Best}" : "")}";
}
