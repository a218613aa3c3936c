namespace NotebookLib;

/// <summary>The four sizes in which GPT-2 was published.</summary>
/// <remarks>
/// Radford et al. 2019, table 2, whose counts are wrong; the counts here are those of the published files.
/// </remarks>
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
    /// <param name="length">T, the number of tokens that are read; more than <see cref="Context"/> tell what a longer
    /// text would cost.</param>
    /// <param name="cached">How many tokens before them are in a <see cref="KeyValueCache"/>: asked, and not computed
    /// again. <c>Ledger(1, cached: 63)</c> is the cost of the 64th token.</param>
    /// <exception cref="ArgumentException">The length is less than 1, or so large that the operations are more than a
    /// 64-bit number can count; <paramref name="cached"/> is negative, or sizes do not fit together.</exception>
    public Ledger Ledger(int length, int cached = 0) => new(this, length, cached);

    /// <summary>
    /// What a token takes in a <see cref="KeyValueCache"/>, in bytes: a key and a value for each layer and key–value
    /// head, 2·L·Hkv·d numbers.
    /// </summary>
    /// <param name="bytesPerNumber">4 for the 32 bits that are used here, 2 for the 16 bits in which large models are
    /// usually run.</param>
    /// <exception cref="ArgumentException">A number takes no byte, or sizes do not fit together.</exception>
    public long CacheBytesPerToken(int bytesPerNumber = sizeof(float))
    {
        RequireFitting(this);
        if (bytesPerNumber < 1)
            throw new ArgumentException($"bytesPerNumber: expected at least 1; got {bytesPerNumber}.",
                nameof(bytesPerNumber));
        return 2L * Layers * (KeyValueHeads ?? Heads) * (Width / Heads) * bytesPerNumber;
    }

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
            _ =>
                throw new ArgumentException($"size: expected one of {string.Join(", ", Enum.GetNames<Gpt2Size>())}; "
                    + $"got {size}.", nameof(size)),
        };
        return new GptConfig(vocabulary: 50257, layers, heads, width, context: 1024);
    }
}
