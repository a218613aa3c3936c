namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// A GPT as boxes and wires, from the ids of the tokens above to the logits below, drawn from its sizes and
    /// choices.
    /// </summary>
    /// <remarks>
    /// The straight wire is the residual: parts beside it read from it and add to it. The block stands there once, with
    /// the number of times it is passed. Nothing is built: a model of any size can be drawn.
    /// </remarks>
    /// <param name="config">The sizes and choices: <c>gpt.Config</c>.</param>
    /// <param name="title">What stands above.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the key–value heads the
    /// heads.</exception>
    public static Figure Blocks(GptConfig config, string title = "")
    {
        GptConfig.RequireFitting(config);
        ArgumentNullException.ThrowIfNull(title);
        return new BlocksDrawing(title, config).Figure();
    }
}
