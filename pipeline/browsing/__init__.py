"""What Datasette is given: words and facets (`words`), hooks (`plugin`), the page of an article (`row-chidao-articles.html`)."""
