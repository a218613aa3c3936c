namespace NotebookLib;

/// <summary>What an axis says and how it counts. A string stands for a linear axis with that title.</summary>
public sealed record Axis
{
    private Axis(string title, bool isLog, double? min, double? max)
    {
        ArgumentNullException.ThrowIfNull(title);
        if (min is { } low && !double.IsFinite(low) || max is { } high && !double.IsFinite(high) || min >= max)
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"min: expected finite bounds with min below max; got {min} and {max}."), nameof(min));
        if (isLog && (min <= 0 || max <= 0))
            throw new ArgumentException("min: expected positive bounds on a logarithmic axis.", nameof(min));
        (Title, IsLog, Min, Max) = (title, isLog, min, max);
    }

    /// <summary>The quantity, with its unit.</summary>
    public string Title { get; }

    /// <summary>True if equal ratios are equally far apart.</summary>
    public bool IsLog { get; }

    /// <summary>Where the axis begins; null leaves it to the data.</summary>
    public double? Min { get; }

    /// <summary>Where the axis ends; null leaves it to the data.</summary>
    public double? Max { get; }

    /// <summary>An axis on which equal differences are equally far apart.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite or not in order.</exception>
    public static Axis Linear(string title, double? min = null, double? max = null) => new(title, false, min, max);

    /// <summary>
    /// A logarithmic axis: equal ratios are equally far apart. Values that are not positive are left out.
    /// </summary>
    /// <exception cref="ArgumentException">The bounds are not positive or not in order.</exception>
    public static Axis Log(string title, double? min = null, double? max = null) => new(title, true, min, max);

    /// <summary>A linear axis with this title.</summary>
    public static implicit operator Axis(string title) => Linear(title);
}
