namespace NotebookLib;

/// <summary>What the rows of new tokens begin as, where a model's vocabulary grows.</summary>
public enum NewRows
{
    /// <summary>The mean of the rows that there are: to the model an average word.</summary>
    Mean,

    /// <summary>Zeros: a logit of 0.</summary>
    Zero,

    /// <summary>Random numbers with the standard deviation of the rows that there are.</summary>
    Random,
}
