namespace NotebookLib;

/// <summary>Where a block normalizes.</summary>
public enum NormPlacement
{
    /// <summary>
    /// Before each part, x + part(norm(x)): GPT-2, Radford et al. 2019, §2.3. Trains without warm-up.
    /// </summary>
    Pre,

    /// <summary>After each sum, norm(x + part(x)): Vaswani et al. 2017, §3.1.</summary>
    Post,

    /// <summary>
    /// After each part, before the sum, x + norm(part(x)): OLMo 2, Walsh et al. 2024, "2 OLMo 2 Furious". Every part
    /// adds as much, however large its weights.
    /// </summary>
    Inside,

    /// <summary>Nowhere, x + part(x): to see what goes wrong.</summary>
    None,
}
