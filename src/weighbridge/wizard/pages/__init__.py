"""Files that Streamlit runs, one a page."""
