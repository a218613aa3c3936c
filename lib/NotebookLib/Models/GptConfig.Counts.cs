namespace NotebookLib;

/// <summary>The four sizes in which GPT-2 was published.</summary>
/// <remarks>Radford et al. 2019, table 2, whose counts are wrong; the counts here are those of the published files.</remarks>
public enum Gpt2Size
{
    /// <summary>124,439,808 parameters: the model that is called GPT-2.</summary>
    Small,

    /// <summary>354,823,168 parameters.</summary>
    Medium,

    /// <summary>774,030,080 parameters.</summary>
    Large,

    /// <summary>1,557,611,200 parameters: "GPT-2 XL".</summary>
    ExtraLarge,
}

public sealed partial record GptConfig
{
    /// <summary>How many parameters a model of these sizes has, counted without building it.</summary>
    /// <exception cref="ArgumentException">Sizes do not fit together.</exception>
    public long ParameterCount => Ledger(1).Parameters;

    /// <summary>Parameters and operations of such a model, part by part, counted without building it.</summary>
    /// <param name="length">T, the number of tokens that are read; more than <see cref="Context"/> tell what a longer text would cost.</param>
    /// <exception cref="ArgumentException">The length is less than 1, or sizes do not fit together.</exception>
    public Ledger Ledger(int length) => new(this, length);

    /// <summary>One of the sizes of GPT-2: the same vocabulary and context, more and wider layers.</summary>
    /// <param name="size">Which.</param>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    public static GptConfig Gpt2(Gpt2Size size)
    {
        var (layers, heads, width) = size switch
        {
            Gpt2Size.Small => (12, 12, 768),
            Gpt2Size.Medium => (24, 16, 1024),
            Gpt2Size.Large => (36, 20, 1280),
            Gpt2Size.ExtraLarge => (48, 25, 1600),
            _ => throw new ArgumentException($"size: expected one of {string.Join(", ", Enum.GetNames<Gpt2Size>())}; got {size}.", nameof(size)),
        };
        return new GptConfig(vocabulary: 50257, layers, heads, width, context: 1024);
    }
}
