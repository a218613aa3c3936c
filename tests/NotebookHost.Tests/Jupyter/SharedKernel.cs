namespace NotebookHost.Tests;

/// <summary>A kernel for the tests of a class, one after the other.</summary>
public sealed class SharedKernel : IDisposable
{
    internal KernelClient Client { get; } = KernelClient.Start();

    public void Dispose() => Client.Dispose();
}
