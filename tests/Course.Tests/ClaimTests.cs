using NotebookHost;

namespace Course.Tests;

/// <summary>Claims are found in whatever form an engine shows them.</summary>
public class ClaimTests
{
    [Fact]
    public void A_claim_is_read_from_a_printed_line_and_from_a_display()
    {
        Notebook notebook = Notebook.Parse("""
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
              {"cell_type": "code", "source": "", "metadata": {}, "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["begun\n", "✓ one\n", "✗ two: measured 3\n"]},
                {"output_type": "stream", "name": "stderr", "text": "✗ a warning that looks like a claim\n"},
                {"output_type": "display_data", "metadata": {},
                 "data": {"text/html": "<p>✓ three</p>", "text/plain": "✓ three"}},
                {"output_type": "error", "ename": "Error", "evalue": "✗ no claim", "traceback": []}]},
              {"cell_type": "code", "source": "", "metadata": {}, "outputs": [
                {"output_type": "display_data", "metadata": {},
                 "data": {"text/plain": ["○ four: not attempted yet"]}}]}]}
            """);

        Assert.Equal(
            [
                new Claim(1, ClaimOutcome.Held, "one"), new Claim(1, ClaimOutcome.Refuted, "two: measured 3"),
                new Claim(1, ClaimOutcome.Held, "three"),
                new Claim(2, ClaimOutcome.NotAttempted, "four: not attempted yet"),
            ],
            Claim.Read(notebook));
    }
}
